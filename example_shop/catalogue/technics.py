"""Kitchen, cycling and electronics."""

# ruff: noqa: E501 -- one product is one line

from __future__ import annotations

from example_shop.catalogue.shelf import Shelf

SHELVES: tuple[Shelf, ...] = (
    Shelf(
        category="cookware",
        prefix="CW",
        talk="kitchen",
        common="room=kitchen; gift=yes",
        closings=("Guaranteed for twenty-five years of Sundays.", "Works on every hob, induction included."),
        rows="""
Sonntag cast-iron casserole | pan | brick, petrol | 159 | Pfanne & Co | material=cast iron; capacity=5 l | Enamelled cast iron that turns a cheap cut into a reason to come home.
Eilig forged frying pan | frying-pan | graphite | 79 | Pfanne & Co | material=forged steel; size=28 cm | Gets hot fast, stays even and becomes non-stick by itself.
Klinge chef's knife | knife | walnut, black | 119 | Pfanne & Co | material=carbon steel; size=20 cm | Folded steel with a walnut handle that fills the hand.
Kräuter paring knife | knife | oak, ruby | 49 | Pfanne & Co | material=carbon steel; size=10 cm | The small one you will use the most.
Stirnholz cutting board | cutting-board | oak, walnut | 89 | Holm & Söhne | material=end grain oak; size=45 × 30 cm | End grain that closes again behind the blade.
Bäckerin stand mixer | kitchen-machine | mint, cherry | 449 | Caldora | material=cast aluminium; power=1000 W; capacity=4.8 l | Kneads two loaves at a time and does not wander.
""",
    ),
    Shelf(
        category="tea-coffee",
        prefix="TC",
        talk="kitchen",
        common="room=kitchen; gift=yes",
        closings=(
            "Dishwasher safe, though washing it by hand is half the pleasure.",
            "Spare parts for ten years.",
        ),
        rows="""
Camellia teapot | teapot | raspberry, petrol | 45 | Tonkrug | material=porcelain; capacity=1.2 l | Round, bright, and it pours without dripping.
Kiosk teapot small | teapot | mustard, ink | 38 | Tonkrug | material=porcelain; capacity=0.7 l | Two cups for one or one for two.
Morgen mug | mug | petrol, terracotta, rose | 18 | Tonkrug | material=stoneware; capacity=0.35 l | Dipped in glaze by hand, with a handle for four fingers.
Schwanenhals kettle | kettle | anthracite, ivory | 89 | Caldora | material=steel; power=1200 W; capacity=0.9 l | A gooseneck for slow coffee and exact temperatures.
Barista espresso machine | coffee-machine | ruby, anthracite | 590 | Caldora | material=steel; power=1450 W | Two circuits, a real pressure gauge and a drip tray that fits a mug.
Quelle carafe and tumblers | glasses | ice, mint | 49 | Tonkrug | material=glass; capacity=1.1 l | Mouth-blown, heat-proof and light in the hand.
Ernte fruit bowl | bowl | forest, apricot | 39 | Tonkrug | material=stoneware; capacity=2.5 l | Also good for salad, keys and letters.
""",
    ),
    Shelf(
        category="bicycles",
        prefix="BI",
        talk="bicycles",
        sizes=("S", "M", "L"),
        common="occasion=commuting; warranty=10 years on the frame",
        closings=(
            "Built up by one mechanic, whose name stands on the frame, and delivered ready to ride.",
            "First service after three months is on us.",
            "Lease it through your employer or try it for thirty days.",
        ),
        rows="""
Poppy city bike | city-bike | poppy, sky | 689 | Radsinn | type=city; gears=7; brakes=rim; weight=15 kg | Basket, rack and mudguards, and a frame you step through.
Mint city bike | city-bike | mint, lilac | 729 | Radsinn | type=city; gears=8; brakes=disc; weight=15 kg | Hub gears and a belt that never leaves a mark on trousers.
Hafen city bike | city-bike | ink, honey | 799 | Nordsund | type=city; gears=8; brakes=disc; weight=14 kg | Light by hub dynamo, upright by conviction.
Steig mountain bike | mountain-bike | pine, rust | 1290 | Velunde | type=mountain; gears=12; brakes=disc; weight=13 kg; occasion=sport | A hardtail with 120 mm of patience.
Grat mountain bike | mountain-bike | coral, graphite | 1890 | Velunde | type=mountain; gears=12; brakes=disc; weight=12 kg; occasion=sport | Lighter, stiffer and keen on the long way down.
Wurzel mountain bike 27.5 | mountain-bike | violet, lemon | 890 | Velunde | type=mountain; gears=9; brakes=disc; weight=14 kg; occasion=sport | The first real mountain bike, honest about the price.
Strom e-bike 500 | e-bike | cornflower, anthracite | 2890 | Velunde | type=e-bike; gears=9; range=110 km; battery=500 Wh; weight=23 kg | Flattens hills and headwinds and still feels like a bicycle.
Strom e-bike 750 | e-bike | petrol, black | 3690 | Velunde | type=e-bike; gears=11; range=160 km; battery=750 Wh; weight=25 kg; occasion=touring | To the next country and back on one charge.
Flaneur e-bike | e-bike | rust, sage | 2490 | Radsinn | type=e-bike; gears=5; range=80 km; battery=400 Wh; weight=20 kg | Small battery, big basket, quiet motor.
Tempo road bike | road-bike | yellow, marine | 1590 | Velorin | type=road; gears=22; brakes=disc; weight=9 kg; occasion=sport | A light frame that turns a headwind into training.
Kiesel gravel bike | road-bike | sage, coral | 1790 | Velorin | type=gravel; gears=12; brakes=disc; weight=10 kg; occasion=touring | Drop bars and wide tyres for roads that stop being roads.
Packesel cargo bike | cargo-bike | moss, sky | 3290 | Radsinn | type=cargo; gears=8; load=100 kg; weight=32 kg; occasion=family | Two children or eight crates, and a bell that is heard.
Funke kids' bike 20 | kids-bike | rose, mint | 329 | Radsinn | type=kids; gears=3; age=6-9; weight=9 kg; occasion=family | Grows along for three years and is easy to hand on.
""",
    ),
    Shelf(
        category="cycling-gear",
        prefix="CG",
        talk="gear",
        common="occasion=commuting",
        closings=("Tested by couriers through one Hamburg winter.", "Spare parts in stock for ten years."),
        rows="""
Kolibri helmet | helmet | ocean, coral | 89 | Velorin | size=54-58 cm; weight=240 g | Eleven vents and a dial for the back of the head.
Metro helmet | helmet | black, sage | 79 | Velorin | size=56-61 cm; weight=290 g | Quiet colours and a light that clips in behind.
Leuchtturm front light | bike-lamp | anthracite, silver | 59 | Lumenhaus | power=80 lux; battery=8 h | Lights the road, not the eyes of the others.
Rücklicht rear light | bike-lamp | ruby | 29 | Lumenhaus | power=12 lumen; battery=20 h | Brightens when you brake.
Tresor shackle lock | bike-lock | rust, anthracite | 79 | Radsinn | material=hardened steel; weight=1.3 kg | Takes longer to open than any thief has.
Regal roll-top pannier | pannier | brick, marine | 75 | Tjara | material=tarpaulin; capacity=20 l | Waterproof by rolling, quick by one hand.
Atem floor pump | bike-pump | indigo, poppy | 45 | Radsinn | material=steel; pressure=11 bar | A gauge you can read standing up.
Wetter riding cape | raincoat | yellow, petrol | 95 | Tjara | material=recycled polyester; size=one size | Covers the rider, the handlebar and the shopping.
""",
    ),
    Shelf(
        category="televisions",
        prefix="TV",
        talk="electronics",
        common="room=living room; connection=HDMI 2.1; warranty=3 years",
        closings=(
            "We hang it, set it up and take the old one with us.",
            "Measured and set to natural colours before it leaves us.",
            "Energy use is printed on the front page, not in the footnotes.",
        ),
        rows="""
Lumenor Aurora 55 OLED | tv-slim | violet | 1299 | Lumenor | screen=55 inch; panel=OLED; resolution=4K; energy class=F | Perfect black and colours like freshly washed.
Lumenor Aurora 65 OLED | tv-slim | cornflower | 1699 | Lumenor | screen=65 inch; panel=OLED; resolution=4K; energy class=G | The same picture, ten inches closer to the cinema.
Lumenor Aurora 77 OLED | tv-slim | raspberry | 2999 | Lumenor | screen=77 inch; panel=OLED; resolution=4K; energy class=G | For walls that have been waiting for it.
Vistaro Natura 43 | tv-nature | ocean | 449 | Vistaro | screen=43 inch; panel=LED; resolution=4K; energy class=E | A bright, honest picture for bright, honest rooms.
Vistaro Natura 50 | tv-nature | forest | 549 | Vistaro | screen=50 inch; panel=LED; resolution=4K; energy class=E | The size most living rooms turn out to need.
Vistaro Natura 65 | tv-nature | plum | 799 | Vistaro | screen=65 inch; panel=LED; resolution=4K; energy class=F | A window as large as a window.
Vistaro Arena 75 | tv-sport | pine | 1499 | Vistaro | screen=75 inch; panel=mini LED; resolution=4K; energy class=G | 120 hertz, so the ball stays round.
Vistaro Arena 85 | tv-sport | marine | 2199 | Vistaro | screen=85 inch; panel=mini LED; resolution=4K; energy class=G | Invite the whole team, the bench included.
Lumenor Galerie 55 frame | tv-frame | terracotta | 1399 | Lumenor | screen=55 inch; panel=QLED; resolution=4K; energy class=F | Shows a painting when it shows nothing else.
Lumenor Galerie 43 frame | tv-frame | fern | 999 | Lumenor | screen=43 inch; panel=QLED; resolution=4K; energy class=F; room=bedroom | A frame for the bedroom with matt glass.
Lumenor Studio 48 easel | tv-studio | honey | 1499 | Lumenor | screen=48 inch; panel=OLED; resolution=4K; energy class=F | On an oak easel, free in the room like a work in progress.
Korvex Kurve 49 curved | tv-curved | raspberry | 899 | Korvex | screen=49 inch; panel=QLED; resolution=ultra-wide; energy class=F; occasion=gaming | Bends around you and answers in a millisecond.
Korvex Retro 24 | tv-small | coral, mint | 249 | Korvex | screen=24 inch; panel=LED; resolution=Full HD; energy class=D; room=kitchen | A set for the kitchen with two knobs that really do something.
""",
    ),
    Shelf(
        category="audio",
        prefix="AU",
        talk="electronics",
        common="warranty=3 years",
        closings=("Listen for sixty days, then decide.", "Firmware updates for at least eight years."),
        rows="""
Korvex Balken soundbar | soundbar | anthracite | 399 | Korvex | room=living room; power=320 W; matches=Lumenor Aurora 55 OLED | Voices in the middle, thunder from the subwoofer.
Vistaro Stage soundbar | soundbar | graphite | 249 | Vistaro | room=living room; power=180 W; matches=Vistaro Natura 50 | The one-cable way to understand every word.
Quiet headphones | headphones | silver, indigo | 229 | Klangkind | battery=40 h; type=over-ear | Switches the train off and leaves the music on.
Studio headphones | headphones | black, rust | 159 | Klangkind | type=over-ear; cable=3 m | Neutral, replaceable in every part.
Kiesel earbuds | earbuds | ivory, ice | 129 | Klangkind | battery=28 h; type=in-ear | Small as pebbles and as hard to notice.
Picknick speaker | speaker | coral, pine | 99 | Klangkind | power=20 W; battery=16 h; room=garden | Splash-proof and louder than the neighbours would like.
Regal bookshelf speakers | speaker-shelf | oak, walnut | 549 | Klangkind | power=80 W; room=living room; material=oak | A pair in real wood that makes an old record sound like a new one.
Rille turntable | turntable | walnut | 449 | Klangkind | room=living room; material=walnut; drive=belt | Belt drive, walnut plinth and a needle for beginners.
Morgen kitchen radio | radio | forest, apricot | 179 | Klangkind | room=kitchen; power=15 W; reception=DAB+, FM | Two knobs, six stations, no menu.
""",
    ),
    Shelf(
        category="computers-cameras",
        prefix="CC",
        talk="electronics",
        common="warranty=3 years",
        closings=(
            "Set up with you by telephone, if you like.",
            "Your old device is worth something; ask us.",
        ),
        rows="""
Korvex Feder 13 laptop | laptop | cornflower, rose | 1190 | Korvex | screen=13 inch; memory=16 GB; weight=1.1 kg | Weighs as much as a litre of milk and lasts two days.
Korvex Feder 15 laptop | laptop | petrol | 1490 | Korvex | screen=15 inch; memory=32 GB; weight=1.5 kg | More screen, more memory, same calm fan.
Korvex Pixo phone | phone | violet, ocean | 699 | Korvex | screen=6.2 inch; memory=256 GB; updates=8 years | A battery you can change and a camera you can trust.
Korvex Skizze tablet | tablet | petrol, coral | 549 | Korvex | screen=11 inch; memory=128 GB | Feels like paper under its pen.
Belvisa Reise system camera | camera | anthracite, cognac | 899 | Belvisa | sensor=24 MP; weight=420 g | Dials for everything that matters and a leather front.
Belvisa Sofort instant camera | camera-instant | sky, rose | 119 | Belvisa | film=10 prints included; gift=yes | One picture, one minute, one copy in the world.
""",
    ),
)
