"""Wellness, workshop, travel."""

# ruff: noqa: E501 -- one product is one line

from __future__ import annotations

from example_shop.catalogue.shelf import Shelf

SHELVES: tuple[Shelf, ...] = (
    Shelf(
        category="food-supplements",
        prefix="FS",
        talk="supplements",
        common="diet=vegan; refill=after 30 days; origin=Germany",
        closings=(
            "Tested batch by batch in a laboratory whose reports you can download.",
            "Without sugar, colourings or promises. No substitute for a varied diet.",
            "Also as a refill pouch, which saves a jar a month.",
        ),
        rows="""
Vitamin C + D3 + B12 capsules | vitamin-jar | amber | 19.90 | Halmwohl | purpose=immune system; form=capsules; content=60 | Three vitamins that northern winters are short of.
Vitamin D3 drops | dropper-bottle | yellow | 14.90 | Halmwohl | purpose=immune system; form=drops; content=30 ml; season=winter | One drop in the morning from October to April.
Multivitamin complete | vitamin-jar | raspberry | 24.90 | Vivara Lab | purpose=energy; form=capsules; content=90 | Twenty-three nutrients in amounts that make sense.
Iron plus vitamin C | capsule-blister | poppy | 17.50 | Halmwohl | purpose=energy; form=capsules; content=60 | Gentle on the stomach, with the vitamin that helps it in.
Magnesium citrate powder | powder-pouch | sky | 18.90 | Halmwohl | purpose=muscles; form=powder; content=250 g | Dissolves clear and sits quietly after sport.
Zinc and selenium | capsule-blister | slate | 13.90 | Halmwohl | purpose=immune system; form=capsules; content=60 | A small tablet for hair, skin and nails.
Omega 3 algae oil | omega-bottle | honey | 29.90 | Vivara Lab | purpose=heart; form=capsules; content=90 | The oil the fish got from the algae, without the fish.
Omega 3 strong | omega-bottle | rust | 34.90 | Vivara Lab | purpose=heart; form=capsules; content=60; diet=pescetarian | From wild herring, distilled three times.
Whey protein vanilla | protein-tub | cornflower | 39.90 | Vivara Lab | purpose=muscles; form=powder; content=900 g; diet=vegetarian | Pasture milk, real vanilla and nothing that ends in -ose.
Pea protein cocoa | protein-tub | espresso | 36.90 | Vivara Lab | purpose=muscles; form=powder; content=750 g | Yellow peas and dark cocoa, twenty-four grams of protein a portion.
Greens superfood powder | powder-pouch | moss | 27.90 | Halmwohl | purpose=energy; form=powder; content=250 g | Barley grass, spinach and moringa for mornings without salad.
Collagen powder | powder-pouch | rose | 32.90 | Vivara Lab | purpose=skin; form=powder; content=300 g; diet=pescetarian | Tasteless in coffee, patient in effect.
Calm drops with lavender | dropper-bottle | lavender | 16.90 | Halmwohl | purpose=sleep; form=drops; content=50 ml | Lavender, hops and lemon balm for the last hour of the day.
Sleep well capsules | capsule-blister | indigo | 21.90 | Halmwohl | purpose=sleep; form=capsules; content=60 | Melatonin and passion flower, low dose, no haze in the morning.
Probiotic daily | capsule-blister | mint | 26.90 | Vivara Lab | purpose=digestion; form=capsules; content=30 | Twelve cultures that survive the journey.
Protein shaker | shaker | pine, coral | 12.90 | Vivara Lab | purpose=muscles; material=steel mesh; content=600 ml; refill=no | Keeps tight in a bag, which is all one asks.
""",
    ),
    Shelf(
        category="teas-honey",
        prefix="TH",
        talk="supplements",
        common="diet=vegetarian; origin=Germany; gift=yes",
        closings=("From one farm, whose name and field are on the label.",),
        rows="""
Evening herbal tea | tea-box | fern | 8.90 | Halmwohl | purpose=sleep; form=tea; content=20 bags | Chamomile, lemon balm and a little fennel.
Ginger lemon tea | tea-box | honey | 8.90 | Halmwohl | purpose=immune system; form=tea; content=20 bags | Warm, sharp and better than a second jumper.
Mountain mint tea | tea-box | mint | 9.50 | Halmwohl | purpose=digestion; form=tea; content=20 bags | Picked above the tree line before noon.
Forest honey | honey-jar | amber | 11.90 | Halmwohl | form=honey; content=500 g | Dark, malty, from two hundred hives at the edge of a forest.
Propolis honey | honey-jar | rust | 15.90 | Halmwohl | purpose=immune system; form=honey; content=250 g | Spring honey with propolis for scratchy throats.
""",
    ),
    Shelf(
        category="wood-connectors",
        prefix="WC",
        talk="trade",
        common="audience=trade; approval=ETA; use=timber",
        closings=(
            "Load tables, CAD files and the approval are free to download; trade prices from ten boxes.",
            "In stock in trade quantities, delivered to the building site by seven.",
            "Our engineers check your statics within two working days.",
        ),
        rows="""
Tannfix wood screw 5 × 80, 200 pcs | screw | zinc | 24.90 | Tannfix | type=screw; material=zinc-plated steel; size=5 × 80 mm; pack=200 | Countersunk, with a cutting tip that needs no pilot hole in softwood.
Tannfix wood screw 6 × 120, 100 pcs | screw | honey | 29.90 | Tannfix | type=screw; material=zinc-plated steel; size=6 × 120 mm; pack=100 | Part thread that pulls boards together instead of pushing them apart.
Tannfix structural screw 8 × 240, 50 pcs | screw-box | brick | 64.90 | Tannfix | type=screw; material=hardened steel; size=8 × 240 mm; pack=50 | Full thread for rafters, purlins and everything that carries.
Tannfix deck screw A4 5 × 60, 250 pcs | screw-terrace | silver | 49.90 | Tannfix | type=screw; material=stainless A4; size=5 × 60 mm; pack=250; use=terrace | Stainless and fixed in both boards, so that nothing creaks.
Zinkenau angle bracket 90, 25 pcs | angle-bracket | steel | 39.90 | Zinkenau | type=bracket; material=galvanised steel; size=90 × 90 × 65 mm; pack=25 | A ribbed bracket for loads that come from the side.
Zinkenau angle bracket 105 heavy, 10 pcs | angle-bracket | graphite | 34.50 | Zinkenau | type=bracket; material=galvanised steel; size=105 × 105 × 90 mm; pack=10 | Three millimetres thick and not impressed by storms.
Zinkenau joist hanger 60 × 100, 10 pcs | joist-hanger | silver | 42.90 | Zinkenau | type=hanger; material=galvanised steel; size=60 × 100 mm; pack=10 | Hang the beam, nail it, walk on it.
Zinkenau joist hanger 80 × 120, 10 pcs | joist-hanger | steel | 54.90 | Zinkenau | type=hanger; material=galvanised steel; size=80 × 120 mm; pack=10 | For ceilings where somebody will dance.
Zinkenau perforated plate 100 × 200, 20 pcs | nail-plate | silver | 36.90 | Zinkenau | type=plate; material=galvanised steel; size=100 × 200 mm; pack=20 | Joins what the saw has parted.
Zinkenau post base, adjustable | post-base | steel | 21.90 | Zinkenau | type=post base; material=galvanised steel; size=100 × 100 mm; use=garden | Keeps the post out of the wet and upright for decades.
Verborg hidden connector 40, 8 pairs | hidden-connector | graphite | 79.00 | Verborg | type=hidden connector; material=aluminium; size=40 × 90 mm; pack=8 | A dovetail of aluminium that disappears between two beams.
Verborg hidden connector 60, 4 pairs | hidden-connector | slate | 89.00 | Verborg | type=hidden connector; material=aluminium; size=60 × 140 mm; pack=4 | Invisible up to 38 kN, and demountable with one key.
Verborg beech dowels 12 × 60, 100 pcs | dowel | beech | 14.90 | Verborg | type=dowel; material=beech; size=12 × 60 mm; pack=100 | Fluted, dried and exact to a tenth of a millimetre.
Verborg wood glue D3, 500 g | wood-glue | pine | 9.90 | Verborg | type=glue; material=PVAc; content=500 g | Waterproof to D3, open for eight minutes, strong for good.
Tannfix carriage bolts M10 × 140, 25 pcs | bolt | steel | 32.90 | Tannfix | type=bolt; material=galvanised steel; size=M10 × 140 mm; pack=25 | With washers and nuts, because nobody likes a second delivery.
""",
    ),
    Shelf(
        category="tools",
        prefix="TO",
        talk="trade",
        common="audience=home and trade; warranty=5 years",
        closings=(
            "Repairs in our own workshop within a week.",
            "Sharp when it arrives, and we sharpen it again.",
        ),
        rows="""
Kraftbold cordless drill 18 V | cordless-drill | amber, petrol | 179 | Kraftbold | type=drill; power=18 V; weight=1.4 kg | Two speeds, sixty newton metres and a light where the hole will be.
Kraftbold wood bit set, 7 pcs | drill-bits | indigo | 39.90 | Kraftbold | type=drill bits; size=4-12 mm; material=HSS | Clean holes in hardwood from four to twelve millimetres.
Kraftbold screw clamp 60 cm | clamp | poppy | 24.90 | Kraftbold | type=clamp; size=60 cm; material=steel | Holds until the glue does.
Kraftbold toolbox Pro | toolbox | brick, marine | 69 | Kraftbold | type=box; material=steel; size=49 cm | Opens wide and closes with two clasps that can be heard across the yard.
Holm carpenter's hammer | hammer | sky, rust | 34.90 | Holm & Söhne | type=hammer; material=hickory; weight=600 g | Balanced for roofs, magnetic for the first nail.
Holm hand saw | hand-saw | oak | 29.90 | Holm & Söhne | type=saw; material=carbon steel; size=50 cm | Cuts on the pull, straight as an answer.
Kraftbold spirit level 60 | spirit-level | yellow | 27.90 | Kraftbold | type=level; size=60 cm; material=aluminium | Accurate to half a millimetre a metre, on its head as well.
Kraftbold assembly gloves | work-gloves | amber | 14.90 | Kraftbold | type=gloves; size=9; material=nylon | Thin enough to find the screw in the pocket.
""",
    ),
    Shelf(
        category="luggage",
        prefix="LU",
        talk="bags",
        common="occasion=travel; warranty=10 years",
        closings=(
            "Wheels, handles and locks are spare parts with a price.",
            "Fits the overhead locker, measured.",
        ),
        rows="""
Weekend trolley | suitcase | cornflower, coral | 149 | Fernweh | size=38 l; material=polycarbonate; weight=2.9 kg | A hard shell that comes back from holiday as it went.
Sommer trolley large | suitcase | petrol, raspberry | 219 | Fernweh | size=86 l; material=polycarbonate; weight=4.1 kg | Two weeks for one or one for two.
Grand tour cabin case | cabin-case | honey, forest | 259 | Fernweh | size=40 l; material=canvas and leather; weight=3.4 kg | Leather corners, brass locks and an old-fashioned smell.
Nomade cabin case | cabin-case | marine, rust | 229 | Fernweh | size=36 l; material=canvas and leather; weight=3.2 kg | For trains with luggage racks and stories.
""",
    ),
    Shelf(
        category="camping",
        prefix="CA",
        talk="gear",
        common="occasion=hiking; season=summer",
        closings=(
            "Weighed on our scale, not on the supplier's.",
            "Repaired free of charge for the first three years.",
        ),
        rows="""
Waldrand ridge tent | tent | pine, sky | 249 | Almgang | size=2 persons; weight=2.6 kg; water column=4000 mm | Up in four minutes, even in rain, even alone.
Iglu dome tent | tent-dome | rust, moss | 329 | Almgang | size=3 persons; weight=3.2 kg; water column=5000 mm | Two crossed poles and room for a wet dog.
Dreimeter family tent | tent-dome | ocean, honey | 549 | Almgang | size=5 persons; weight=9.8 kg; water column=4000 mm; occasion=family | Two cabins and a porch to be rained in together.
Schlummer sleeping bag | sleeping-bag | cornflower, brick | 149 | Almgang | temperature=+2 °C; weight=980 g; material=recycled fibre | Warm at two degrees and as small as a loaf.
Frost down sleeping bag | sleeping-bag | indigo, amber | 289 | Almgang | temperature=-9 °C; weight=1100 g; material=down; season=winter | Certified down for nights with stars.
Quelle insulated bottle | bottle | petrol, blush | 32 | Almgang | capacity=0.75 l; material=steel; gift=yes | Cold for a day, hot for half of one.
Duo trekking poles | hiking-poles | poppy, moss | 79 | Almgang | material=aluminium; weight=460 g | Cork grips and tips that do not click on asphalt.
Glut camp stove | camp-stove | ruby | 59 | Almgang | power=2.6 kW; weight=190 g | Boils half a litre in two minutes, wind permitting.
""",
    ),
)
