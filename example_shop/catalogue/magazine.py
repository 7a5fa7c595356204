"""The magazine: tutorials for businesses, guides and stories."""

# ruff: noqa: E501 -- one paragraph is one line

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Page:
    """One article. `products` are names of products, `body` has paragraphs apart by an empty line."""

    slug: str
    title: str
    kind: str
    category: str
    illustration: str
    colour: str
    products: tuple[str, ...]
    #: Days before the catalogue is loaded.
    days_ago: int
    intro: str
    body: str


PAGES: tuple[Page, ...] = (
    Page(
        slug="joining-a-garden-bench-with-hidden-connectors",
        title="Joining a garden bench with hidden connectors",
        kind="tutorial",
        category="wood-connectors",
        illustration="garden-bench",
        colour="#c99a63",
        days_ago=12,
        products=(
            "Verborg hidden connector 40, 8 pairs",
            "Verborg beech dowels 12 × 60, 100 pcs",
            "Verborg wood glue D3, 500 g",
            "Kraftbold screw clamp 60 cm",
        ),
        intro="Four legs, nine slats and not a single screw in sight: how to build a bench that a customer will run a hand over.",
        body="""Cut the legs to 640 mm and the rails to 1,420 mm from larch of at least 60 mm. Mark the connector positions from the same edge on all parts; a template of plywood saves more time than it costs.

Rout the pockets 12 mm deep. The aluminium dovetail wants 0.5 mm of air on each side, no more. Screw the halves on with the short screws from the box, then push the joint together once, dry.

Set the slats on dowels of 12 mm. Two dowels and a bead of D3 glue per slat are enough, clamped for forty minutes. Wipe what comes out with a damp cloth before it skins.

Loads: one connector of size 40 carries 14 kN in softwood of class C24. A bench with four of them is stronger than its feet. The table with all values is part of the approval.""",
    ),
    Page(
        slug="hanging-joists-without-a-second-pair-of-hands",
        title="Hanging joists without a second pair of hands",
        kind="tutorial",
        category="wood-connectors",
        illustration="joist-hanger",
        colour="#aab3bf",
        days_ago=34,
        products=(
            "Zinkenau joist hanger 60 × 100, 10 pcs",
            "Zinkenau joist hanger 80 × 120, 10 pcs",
            "Zinkenau angle bracket 90, 25 pcs",
        ),
        intro="Fix the hangers first, lay the joists second: a sequence for small crews.",
        body="""Snap a line at the lower edge of the joists. Set each hanger on the line with two nails, check it with an offcut, then fill the remaining holes. Half the holes is half the load, not three quarters.

Lay the joists from one side and tap them down until they sit. If a joist is dry and narrow, pack it with a shim of hardwood on one side only.

Brackets of 90 mm keep the ends from turning. In ceilings above living rooms put a strip of felt under each joist; the customer hears the difference, though never knows why.""",
    ),
    Page(
        slug="the-right-screw-in-five-questions",
        title="The right screw in five questions",
        kind="tutorial",
        category="wood-connectors",
        illustration="screw",
        colour="#c9b06a",
        days_ago=58,
        products=(
            "Tannfix wood screw 5 × 80, 200 pcs",
            "Tannfix wood screw 6 × 120, 100 pcs",
            "Tannfix structural screw 8 × 240, 50 pcs",
            "Tannfix deck screw A4 5 × 60, 250 pcs",
        ),
        intro="Inside or outside, pull or carry, seen or hidden: what to ask before opening a box.",
        body="""Will it get wet? Then stainless A2, and A4 near the sea or in oak, whose tannin eats zinc.

Does it pull or does it carry? A part thread pulls two boards together. A full thread holds them apart at exactly the distance they have, which is what a rafter needs.

How long? The thread should sit in the second part by at least six diameters; in end grain ten.

Does the head show? A small countersunk head disappears, a washer head carries more. And do you have to pre-drill? In hardwood and close to the end, always.""",
    ),
    Page(
        slug="a-terrace-that-does-not-creak",
        title="A terrace that does not creak",
        kind="tutorial",
        category="wood-connectors",
        illustration="screw-terrace",
        colour="#9aa5b5",
        days_ago=90,
        products=(
            "Tannfix deck screw A4 5 × 60, 250 pcs",
            "Zinkenau post base, adjustable",
            "Kraftbold spirit level 60",
        ),
        intro="Ventilation, spacing and the fixing thread: three reasons why boards talk, and how to keep them quiet.",
        body="""Wood moves by a tenth of its width and takes the screw along. A fixing thread below the head holds the board to the head, so that nothing can slide up and down and creak.

Leave 6 mm between boards and 150 mm of air below. Put the joists on adjustable bases; a fall of one per cent is enough and is set in an hour with a level.

Two screws per joist and board, in line, 15 mm from the edge. For 30 m² count 900 screws, that is four boxes; from ten the trade price applies.""",
    ),
    Page(
        slug="post-bases-and-carports",
        title="Post bases for carports: dry feet, straight backs",
        kind="tutorial",
        category="wood-connectors",
        illustration="post-base",
        colour="#6d7f95",
        days_ago=131,
        products=(
            "Zinkenau post base, adjustable",
            "Tannfix carriage bolts M10 × 140, 25 pcs",
            "Zinkenau angle bracket 105 heavy, 10 pcs",
        ),
        intro="How to set four posts so that the roof arrives level on the first try.",
        body="""Pour the foundations 800 mm deep and let them cure for a week. Drill for the base, not before: the anchor finds its own centre, you find the string.

Set the posts 150 mm above the ground and bolt them twice, one bolt above the other. Then turn the nut under the plate until the level agrees.

Heavy brackets at the head take the wind. In zones with snow use the table in the approval; two brackets per joint carry most carports up to 3.2 kN/m².""",
    ),
    Page(
        slug="trade-account-explained",
        title="Why a business account pays from the third box",
        kind="guide",
        category="workshop",
        illustration="business-case",
        colour="#7a4b32",
        days_ago=20,
        products=(
            "Tannfix wood screw 5 × 80, 200 pcs",
            "Kraftbold cordless drill 18 V",
            "Kraftbold toolbox Pro",
        ),
        intro="Net prices, invoices on thirty days, delivery to the site: what a business account includes.",
        body="""With a VAT number we show net prices and write an invoice that your bookkeeper likes. From ten boxes of one article the trade price applies, mixed sizes included.

Orders before four in the afternoon are on site by seven the next morning. You name the place and the person; the driver calls ten minutes before.

A contact with a name answers questions on loads and approvals. She has built roofs herself.""",
    ),
    Page(
        slug="which-bag-for-which-evening-dress",
        title="Which bag for which evening dress?",
        kind="guide",
        category="evening-dresses",
        illustration="clutch",
        colour="#8c1d4b",
        days_ago=8,
        products=(
            "Serafina satin gown",
            "Serafina satin clutch",
            "Nocturne peplum dress",
            "Nocturne chain bag",
            "Valentina velvet gown",
            "Valentina velvet clutch",
        ),
        intro="Same fabric, or on purpose not: three rules and five pairs.",
        body="""A floor-length gown wants a bag that fits into one hand. The longer the dress, the smaller the bag.

Satin with satin works only in the very same shade, which is why our clutches are dyed together with the gowns. Velvet likes velvet. Lamé likes nobody and should shine alone or from head to toe.

A chain frees both hands for a glass and a conversation. Short dresses carry it best.""",
    ),
    Page(
        slug="sofa-buying-guide",
        title="Two-seater, three-seater, corner: how to find your sofa",
        kind="guide",
        category="sofas-armchairs",
        illustration="sofa",
        colour="#1f5f8b",
        days_ago=27,
        products=("Harbour two-seat sofa", "Sund three-seat sofa", "Kap corner sofa", "Harbour armchair"),
        intro="Measure the door first. Then sit, lie and imagine a rainy Sunday.",
        body="""Tape the outline on the floor and live with it for two days. If you step over it, it is too large.

Seat height decides who likes it: 42 cm for lounging, 47 cm for getting up again. Linen is cool, wool is warm, velvet forgives most.

And think of the armchair at once. A pair that was made together stays together.""",
    ),
    Page(
        slug="hang-pictures-like-a-gallery",
        title="Hang pictures like a gallery",
        kind="guide",
        category="wall-art",
        illustration="wall-art-set",
        colour="#6a4bc4",
        days_ago=45,
        products=("Gallery set of four", "Colour study no. 4", "One line portrait", "Fern herbarium"),
        intro="Eye level is 150 cm, and paper templates are free.",
        body="""Lay everything on the floor first. Begin with the largest frame and put its centre at 150 cm, not at the ceiling.

Keep one distance, 6 cm, between all frames. A set of four looks calm when two lines run through it.

Photograph the floor, cut paper templates, stick them up, live with them for a night.""",
    ),
    Page(
        slug="first-e-bike",
        title="The first e-bike: range, weight and other half-truths",
        kind="guide",
        category="bicycles",
        illustration="e-bike",
        colour="#2f6fed",
        days_ago=16,
        products=(
            "Strom e-bike 500",
            "Strom e-bike 750",
            "Flaneur e-bike",
            "Tresor shackle lock",
            "Kolibri helmet",
        ),
        intro="How much battery does a commute need? Usually less than you think.",
        body="""Count 7 watt-hours a kilometre in the flat and 12 in the hills. A way of 15 km there and back is 200 Wh; the smallest battery does it with a smile.

Weight matters on stairs only. If you have stairs, take the light one.

Spend what you save on a lock, a helmet and the first service.""",
    ),
    Page(
        slug="television-size-and-distance",
        title="How large should the television be?",
        kind="guide",
        category="televisions",
        illustration="tv-nature",
        colour="#2f8fb5",
        days_ago=70,
        products=(
            "Vistaro Natura 50",
            "Lumenor Aurora 65 OLED",
            "Vistaro Arena 75",
            "Korvex Balken soundbar",
        ),
        intro="Take the distance in centimetres and divide by four: that is the size in inches. Nearly.",
        body="""At 2.2 metres a 55 inch picture fills the view as the middle row of a cinema does. Nearer is fine with 4K, further is a waste.

OLED for evenings, LED for bright rooms, mini LED for sport. The frame models are for people who do not like televisions.

Plan the sound as well. Thin sets have thin voices; a bar below costs less than ten more inches and gives more.""",
    ),
    Page(
        slug="a-small-supplement-calendar",
        title="A small calendar of food supplements",
        kind="guide",
        category="food-supplements",
        illustration="vitamin-jar",
        colour="#e8a12f",
        days_ago=38,
        products=(
            "Vitamin D3 drops",
            "Vitamin C + D3 + B12 capsules",
            "Magnesium citrate powder",
            "Omega 3 algae oil",
            "Calm drops with lavender",
        ),
        intro="Light in winter, magnesium in summer, patience all year: what makes sense when.",
        body="""From October to April the sun stands too low for vitamin D north of the Alps. One drop a day is enough for most; a blood test tells you more than we can.

In summer you lose magnesium when you sweat. Take it in the evening, it makes no noise.

A jar lasts thirty days. We remind you when it should be empty, once, and not if you would rather not.""",
    ),
    Page(
        slug="decorating-with-three-things",
        title="Decorating with three things",
        kind="story",
        category="decoration",
        illustration="vase-duo",
        colour="#c8614b",
        days_ago=52,
        products=("Rille fluted vase", "Trio candlesticks", "Samt velvet cushion", "Little olive, potted"),
        intro="A visit to Ida, who owns little and arranges it well.",
        body="""Ida's living room has white walls, a sofa from her aunt and three things on the sill: a vase, a candlestick, an olive.

Something high, something round, something alive, she says. Then stop.

On Sundays she moves everything by one window.""",
    ),
    Page(
        slug="a-night-by-the-lake",
        title="A night by the lake",
        kind="story",
        category="camping",
        illustration="tent",
        colour="#2f8f5b",
        days_ago=80,
        products=("Waldrand ridge tent", "Schlummer sleeping bag", "Glut camp stove", "Trail leather boots"),
        intro="Forty kilometres by train, six on foot, and the phone stays off.",
        body="""We left after work. The last bus knew us by name, the path by the second bend.

The tent stood before the kettle boiled. It rained at two, at four there were stars, at six somebody swam.

By nine we were back at our desks and nobody noticed, except that we were kinder.""",
    ),
    Page(
        slug="how-a-gown-is-made",
        title="Eighty pieces: how a gown is made",
        kind="story",
        category="evening-dresses",
        illustration="evening-gown-ball",
        colour="#6a4bc4",
        days_ago=110,
        products=("Colombe ball gown", "Undine one-shoulder gown", "Aurelia gold gown"),
        intro="From a roll of tulle to the first waltz in eleven days.",
        body="""It begins with paper. Alba draws in pencil, cuts in calico and throws away two of three.

Forty metres of tulle go through the hands of four women. Each signs the inside of the hem.

Eighty pieces, then the pattern rests. Whoever meets her own dress at a ball has met a friend.""",
    ),
    Page(
        slug="gifts-that-do-not-need-a-size",
        title="Gifts that do not need a size",
        kind="guide",
        category="accessories",
        illustration="gift-box",
        colour="#e8a12f",
        days_ago=24,
        products=(
            "Orbit watch, indigo",
            "Highland tartan scarf",
            "Fig tree candle",
            "Camellia teapot",
            "Forest honey",
        ),
        intro="Five presents between eleven and a hundred and fifty euros that nobody has to exchange.",
        body="""For people who are always late, a watch. For people who are always cold, a scarf.

For those who have everything, something that is used up: a candle, honey, tea.

We wrap it, leave the price out and put your words on a card.""",
    ),
)
