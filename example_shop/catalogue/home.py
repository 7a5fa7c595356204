"""Furniture, lighting and decoration."""

# ruff: noqa: E501 -- one product is one line

from __future__ import annotations

from example_shop.catalogue.shelf import Shelf

SHELVES: tuple[Shelf, ...] = (
    Shelf(
        category="sofas-armchairs",
        prefix="SO",
        talk="furniture",
        common="room=living room; delivery=to the room",
        closings=(
            "The frame is beech, the springs are steel, and every cover comes off.",
            "Delivered by two people who also take the packaging away.",
            "Fabric samples are free; order five and take your time.",
        ),
        rows="""
Harbour two-seat sofa | sofa | marine, honey, sage | 899 | Ruhepol | material=wool; style=modern; seats=2 | Loose cushions, rounded arms and legs high enough for the vacuum cleaner.
Sund three-seat sofa | sofa-three | sage, terracotta | 1290 | Ruhepol | material=linen; style=scandinavian; seats=3 | Bolsters at both ends, so nobody argues about the corner.
Kap corner sofa | sofa-corner | stone, petrol | 1890 | Ruhepol | material=bouclé; style=modern; seats=5 | A chaise for one, room for four, and it turns left or right.
Salon velvet sofa | sofa | emerald, plum | 1190 | Atelier Sorin | material=velvet; style=classic; seats=2 | Cotton velvet that brushes up like new.
Loft leather sofa | sofa-three | cognac, black | 2190 | Atelier Sorin | material=leather; style=industrial; seats=3 | Aniline leather that will look best in ten years.
Insel corner sofa | sofa-corner | sand, slate | 1690 | Ruhepol | material=linen; style=scandinavian; seats=4 | Four modules that follow you to the next flat.
Gästezimmer sofa bed | sofa | slate, rust | 1090 | Ruhepol | material=wool; style=modern; seats=2; function=sofa bed | Opens in one move into a bed with a real mattress.
Ohrensessel wing chair | armchair | mustard, petrol | 649 | Ruhepol | material=wool; style=classic; seats=1 | High wings against draughts and conversations.
Muschel velvet armchair | armchair-shell | rose, emerald | 489 | Atelier Sorin | material=velvet; style=art deco; seats=1 | A shell of velvet channels on brass legs.
Veranda lounge chair | armchair-lounge | espresso, olive | 729 | Holm & Söhne | material=leather; style=mid-century; seats=1 | Steamed oak and two cushions at the angle of an afternoon.
Harbour armchair | armchair | marine, sage | 549 | Ruhepol | material=wool; style=modern; seats=1; matches=Harbour two-seat sofa | The small brother of the Harbour sofa, in the same wool.
Salon shell chair | armchair-shell | plum, mustard | 459 | Atelier Sorin | material=velvet; style=classic; seats=1; matches=Salon velvet sofa | Turns all the way round without a sound.
Wolke bouclé pouf | stool | cream, taupe | 219 | Ruhepol | material=bouclé; style=scandinavian; seats=1 | For feet, guests and trays.
Kanzlei dining chair | dining-chair | forest, terracotta | 189 | Holm & Söhne | material=wool; style=mid-century; seats=1; room=dining room | A curved back that stays comfortable until the cheese.
""",
    ),
    Shelf(
        category="tables-storage",
        prefix="TS",
        talk="furniture",
        common="style=scandinavian; material=oak",
        closings=(
            "Oiled by hand; scratches sand out in ten minutes.",
            "From forests within three hundred kilometres of the workshop.",
        ),
        rows="""
Familie dining table | table | oak, walnut | 1190 | Holm & Söhne | room=dining room; seats=8 | Solid oak for eight people or one jigsaw puzzle.
Bistro side table | side-table | forest, poppy | 189 | Atelier Sorin | room=living room; material=steel | A tray with a foot that fits under the sofa.
Bibliothek bookshelf | bookshelf | oak, walnut | 749 | Holm & Söhne | room=living room | Five shelves, two drawers and a back wall that takes nails.
Saga sideboard | sideboard | walnut, oak | 1090 | Holm & Söhne | room=living room; material=walnut | Slatted doors that let the remote control through.
Schreiber desk | desk | oak, white | 590 | Holm & Söhne | room=study | Two drawers, one cable channel, no screws in sight.
Tiefschlaf bed 160 | bed | slate, sage | 1290 | Ruhepol | room=bedroom; material=wool; size=160 × 200 cm | An upholstered headboard to read against.
Tiefschlaf bed 180 | bed | stone, ink | 1490 | Ruhepol | room=bedroom; material=wool; size=180 × 200 cm | The wide one, with slats that move in seven zones.
Diele hall bench | bench-hall | sage, rust | 279 | Holm & Söhne | room=hall | Sit down, shoes off, and a shelf for both.
Laube garden bench | garden-bench | oak, sage | 389 | Holm & Söhne | room=garden; material=larch | Larch slats joined without a visible screw.
Made-to-measure oak table | table | honey | - | Holm & Söhne | room=dining room; delivery=12 weeks | Drawn with you, sawn for you, and priced when we know its length.
""",
    ),
    Shelf(
        category="lighting",
        prefix="LI",
        talk="lamps",
        common="style=modern; energy class=E; bulb=E27 LED included",
        closings=("Dimmable, and the cable is long enough.", "Warm light, 2700 kelvin, bulb included."),
        rows="""
Bogen arc floor lamp | floor-lamp | honey, black | 219 | Lumenhaus | room=living room; power=12 W; material=steel | Reaches over a sofa and stands on a foot of stone.
Stelze tripod lamp | floor-lamp-tripod | cream, sage | 179 | Lumenhaus | room=living room; power=12 W; material=linen | Linen on three oak legs, like a painter's easel with a good idea.
Majolika table lamp | table-lamp | ocean, coral | 129 | Lumenhaus | room=bedroom; power=8 W; material=ceramic | A glazed belly and a pleated shade.
Pilz portable lamp | table-lamp-mushroom | coral, forest | 89 | Lumenhaus | room=garden; power=3 W; material=steel; battery=20 h | Goes with you to the balcony and back.
Fabrik pendant | pendant-lamp | forest, black | 149 | Lumenhaus | room=kitchen; power=12 W; material=enamel | Enamelled steel from a works that once lit railway stations.
Lampion paper globe | pendant-paper | cream | 59 | Lumenhaus | room=bedroom; power=9 W; material=paper | Mulberry paper on bamboo ribs, folded flat in the post.
Zwilling wall light | wall-lamp | brass, black | 139 | Atelier Sorin | room=hall; power=8 W; material=brass | Two opal globes for both sides of a mirror.
Majolika floor vase lamp | table-lamp | terracotta, ink | 159 | Lumenhaus | room=living room; power=10 W; material=ceramic | The large one, for a sideboard that deserves it.
""",
    ),
    Shelf(
        category="vases-candles",
        prefix="VC",
        talk="decoration",
        common="room=living room; gift=yes",
        closings=(
            "Made by hand, so yours will differ by a breath.",
            "Packed in paper wool, without plastic.",
        ),
        rows="""
Rille fluted vase | vase | terracotta, sage | 49 | Tonkrug | material=stoneware; style=rustic; height=28 cm | Deep grooves that make even three dry stems look meant.
Paar stoneware vases | vase-duo | slate, sand | 69 | Tonkrug | material=stoneware; style=scandinavian | One tall, one round, glazed in the same kiln.
Pampas floor vase | vase | rust, ink | 79 | Tonkrug | material=stoneware; style=rustic; height=42 cm | Stands on the floor and holds a small meadow.
Fig tree candle | candle | blush, sage | 32 | Kleine Flamme | material=rapeseed wax; scent=fig; burn time=50 h | Green fig and warm wood, poured in Bremen.
Winter forest candle | candle | pine, bordeaux | 34 | Kleine Flamme | material=rapeseed wax; scent=pine; season=winter; burn time=50 h | Smells like the walk before the cake.
Trio candlesticks | candle-holders | petrol, brass | 59 | Atelier Sorin | material=brass; style=classic | Three heights, turned from one bar.
Laterne garden lantern | lantern | anthracite, brass | 65 | Atelier Sorin | material=steel; room=garden; style=classic | Windproof glass and a door that closes.
""",
    ),
    Shelf(
        category="plants-pots",
        prefix="PP",
        talk="decoration",
        common="style=natural; gift=yes",
        closings=("Travels in a box with air holes and arrives alive, or we send another.",),
        rows="""
Little olive, potted | plant-pot | terracotta, ocean | 29 | Grünzeug | room=kitchen; light=bright; height=45 cm | Slow, silver and nearly impossible to offend.
Monstera in a footed pot | plant-monstera | ivory, sage | 59 | Grünzeug | room=living room; light=half shade; height=70 cm | Grows a new hand every month.
Flowering cactus | plant-cactus | honey, sky | 24 | Grünzeug | room=study; light=bright; height=25 cm | Wants water twice a year and flowers out of gratitude.
Lemon tree, young | plant-pot | lemon, marine | 45 | Grünzeug | room=garden; light=bright; height=60 cm | Three lemons in the first summer, if you talk to it.
Swiss cheese plant XL | plant-monstera | terracotta, graphite | 89 | Grünzeug | room=living room; light=half shade; height=110 cm | The one that fills the corner where the lamp did not work.
""",
    ),
    Shelf(
        category="cushions-rugs",
        prefix="CR",
        talk="decoration",
        common="room=living room",
        closings=(
            "Filled with feathers from certified farms, the cover is washable.",
            "Woven by hand, knot by knot.",
        ),
        rows="""
Samt velvet cushion | cushion | rose, mustard, petrol | 39 | Webgut | material=velvet; style=classic; size=50 × 50 cm | Piped edges and one button in the middle that means it.
Leinen linen cushion | cushion | sage, sand, terracotta | 34 | Webgut | material=linen; style=natural; size=50 × 50 cm | Washed linen that is best when it is not smooth.
Segel striped cushion | cushion-striped | marine, poppy | 36 | Webgut | material=linen; style=maritime; size=60 × 40 cm | Broad stripes and four tassels for the window seat.
Bazaar woven rug | rug | brick, night | 349 | Webgut | material=wool; style=boho; size=170 × 240 cm | A stepped pattern in plant-dyed wool.
Nomad runner rug | rug | forest, rust | 189 | Webgut | material=wool; style=boho; size=80 × 240 cm; room=hall | For the corridor that nobody looked at before.
Dune bedroom rug | rug | sand, slate | 279 | Webgut | material=wool; style=scandinavian; size=140 × 200 cm; room=bedroom | The first thing your feet meet in the morning.
""",
    ),
    Shelf(
        category="mirrors-clocks",
        prefix="MC",
        talk="decoration",
        common="gift=yes",
        closings=("Hooks and a paper template for the holes are in the box.",),
        rows="""
Arkade arched mirror | mirror | brass, black | 199 | Atelier Sorin | room=hall; material=brass; style=art deco | Makes a hall one metre longer.
Seil round mirror | mirror-round | cognac, black | 119 | Atelier Sorin | room=bathroom; material=oak; style=scandinavian | Hangs from a leather strap on a single knob.
Halbacht wall clock | clock | coral, petrol | 49 | Zeitwerk Nord | room=kitchen; material=steel; style=modern | Numbers that can be read before the first coffee.
Kamin mantel clock | mantel-clock | walnut, oak | 139 | Zeitwerk Nord | room=living room; material=walnut; style=classic | Strikes the hour, unless you ask it not to.
Henkel woven basket | basket | sand, cognac | 45 | Webgut | room=living room; material=seagrass; style=natural | For blankets, toys or one very calm cat.
Obst fruit bowl | bowl | cornflower, terracotta | 42 | Tonkrug | room=kitchen; material=stoneware; style=rustic | Thrown wide, so that the pears do not bruise.
Duo picture frames | photo-frames | sage, oak | 29 | Atelier Sorin | room=study; material=oak; style=scandinavian | Two sizes that like to stand together.
""",
    ),
    Shelf(
        category="wall-art",
        prefix="WA",
        talk="art",
        common="room=living room; frame=included; gift=yes",
        closings=(
            "Printed on cotton paper in a run of two hundred, signed by the artist.",
            "Comes framed behind anti-glare glass with hooks and a spirit level card.",
        ),
        rows="""
Colour study no. 4 | wall-art-abstract | coral, petrol | 89 | Bilderhof | style=abstract; size=50 × 70 cm; artist=M. Oduya | Cut paper shapes that balance without touching.
Colour study no. 7 | wall-art-abstract | violet, fern | 89 | Bilderhof | style=abstract; size=50 × 70 cm; artist=M. Oduya | The cooler sister of no. 4, made in the same week.
Three arches | wall-art-arches | terracotta, sage | 79 | Bilderhof | style=mid-century; size=50 × 70 cm; artist=L. Ferrand | Doors that lead to a sun.
Morning lake | wall-art-landscape | ocean, lilac | 119 | Bilderhof | style=landscape; size=90 × 60 cm; artist=S. Halvorsen | Five layers of mist over a lake that exists.
Evening sail | wall-art-sea | petrol, indigo | 109 | Bilderhof | style=landscape; size=90 × 60 cm; artist=S. Halvorsen | A small boat on its way home.
Fern herbarium | wall-art-botanical | fern, rust | 69 | Bilderhof | style=botanical; size=40 × 60 cm; artist=A. Weidenfeld | A pressed fern, drawn so that it does not fade.
Three poppies | wall-art-poppies | poppy, lilac | 75 | Bilderhof | style=botanical; size=40 × 60 cm; artist=A. Weidenfeld | Watercolour poppies that are always just open.
One line portrait | wall-art-line | blush, ice | 65 | Bilderhof | style=line art; size=40 × 60 cm; artist=J. Marek | A face in one breath of ink.
Moon over hills | wall-art-moon | indigo, forest | 79 | Bilderhof | style=landscape; size=40 × 60 cm; room=bedroom; artist=S. Halvorsen | A quiet night for the wall opposite the bed.
Old town roofs | wall-art-city | honey, rose | 72 | Bilderhof | style=illustration; size=50 × 70 cm; artist=P. Lindqvist | Every window was drawn from a real one.
Blue waves pattern | wall-art-waves | marine, raspberry | 69 | Bilderhof | style=pattern; size=50 × 70 cm; artist=L. Ferrand | An old woodblock pattern, printed by a young press.
Gallery set of four | wall-art-set | violet, ocean | 159 | Bilderhof | style=set; size=4 frames; artist=various | Four frames, four moods and a plan for hanging them.
Dunes triptych | wall-art-triptych | honey, slate | 189 | Bilderhof | style=landscape; size=3 × 40 × 80 cm; artist=S. Halvorsen | One desert on three canvases.
""",
    ),
)
