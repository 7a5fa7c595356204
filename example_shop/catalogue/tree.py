"""The shop's tree of categories: one line each, children indented below their parent."""

# ruff: noqa: E501 -- one category is one line

from __future__ import annotations

from dataclasses import dataclass

#: slug | name | illustration | its colour | headline | description; roots in the order of the navigation.
_ROWS = """
women | Women | wrap-dress | #1f8a70 | Dressed for the day you have | Dresses, knits and coats from small European makers.
    evening-dresses | Evening dresses | evening-dress | #8c1d4b | The evening begins at the wardrobe | Gowns for balls, premieres and long tables, cut in small series.
    summer-dresses | Summer dresses | summer-dress | #f0a06a | Made of light and linen | Airy dresses for warm streets and cold lakes.
    dresses | Dresses | midi-dress | #2f6fed | One zip and you are dressed | Midi, wrap and shirt dresses for work and weekend.
    blouses-knitwear | Blouses & knitwear | knit-jumper | #4f8a5b | Soft things, well made | Silk blouses and jumpers knitted in one piece.
    coats-jackets | Coats & jackets | coat | #d2a264 | Good weather is a matter of coats | Wool, down and rainproof cotton.
    skirts-trousers | Skirts & trousers | skirt | #c4643c | A good fit, sitting down too | Pleats, wide legs and deep pockets.
bags | Bags | handbag | #d2a264 | Carry it well | Handbags, evening bags and backpacks with a lifetime of repairs.
    handbags | Handbags | handbag | #b06a3a | Room for more than keys | City bags and shoppers of vegetable-tanned leather.
    evening-bags | Evening bags | clutch | #b3122f | Small, bright, and just enough | Clutches and chain bags that match our evening dresses.
    backpacks | Backpacks & weekenders | backpack | #c2255c | Hands free | For the office, the train and two nights away.
shoes | Shoes | trainer | #9a83e0 | Start at the bottom | Shoes on comfortable lasts, most of them resoleable.
    boots | Boots | boot | #e8a12f | For wet leaves and long ways | Hiking boots, Chelsea boots, rain boots.
    trainers | Trainers | sneaker | #eceff3 | Light on your feet | Running shoes and court classics.
    heels-sandals | Heels & sandals | heel | #d6264f | A little taller, still dancing at two | Pumps, wedges and loafers.
accessories | Accessories | watch | #3a3f9e | The last touch | Watches, scarves and small treasures.
    watches-jewellery | Watches & jewellery | watch | #3a3f9e | Time, well kept | Watches and earrings.
    scarves-hats | Scarves, hats & sunglasses | scarf | #b3122f | For sun, wind and good looks | Everything from the collar up.
home | Home | sofa | #2f6fb8 | Rooms that wait for you | Furniture and light made to be lived with.
    sofas-armchairs | Sofas & armchairs | sofa | #2f6fb8 | Sit down. Stay a while. | Sofas, wing chairs and loungers, covers to change.
    tables-storage | Tables & storage | sideboard | #b06a3a | A place for everything | Tables, shelves, sideboards and beds of solid wood.
    lighting | Lighting | table-lamp | #2f8fb5 | Switch on the evening | Floor, table and pendant lamps.
decoration | Decoration | vase | #c8614b | Small things change a room | Vases, candles, plants, cushions and pictures.
    vases-candles | Vases & candles | vase-duo | #6d7f95 | Flowers by day, flames by night | Thrown, blown and poured by hand.
    plants-pots | Plants & pots | plant-monstera | #f4efe6 | Something to look after | Green friends with their pots.
    cushions-rugs | Cushions & rugs | cushion | #d97b8f | The soft layer | Velvet, linen and hand-woven wool.
    mirrors-clocks | Mirrors & clocks | mirror | #d2a24a | A second look | Mirrors, clocks, baskets and bowls.
    wall-art | Wall art | wall-art-abstract | #e0663f | Give the wall something to say | Prints and canvases by living artists, framed in Leipzig.
kitchen | Kitchen | teapot | #c2255c | Cook like nobody is waiting | Pots, knives and machines that last.
    cookware | Cookware & knives | pan | #b5533c | Sharp, heavy, honest | Pans, pots, boards and blades.
    tea-coffee | Tea, coffee & tableware | mug | #1f7078 | The first cup decides | Teapots, mugs and machines.
cycling | Cycling | city-bike | #e8364f | The short way is the beautiful one | Bicycles and the gear that belongs to them.
    bicycles | Bicycles | city-bike | #e8364f | Find the one that fits your way | City, trekking, mountain and cargo bicycles, built up and tuned by us.
    cycling-gear | Cycling gear | helmet | #2f8fb5 | Seen, safe and dry | Helmets, lights, locks and panniers.
electronics | Electronics | headphones | #9aa5b5 | Good pictures, good sound | Televisions, audio and cameras, chosen with care.
    televisions | Televisions | tv-slim | #6a4bc4 | The size is a question of distance | From 24 to 85 inches, each one tested in our living room.
    audio | Audio | speaker-shelf | #b06a3a | Listen closer | Loudspeakers, headphones and turntables.
    computers-cameras | Computers & cameras | camera | #39424e | For work and for keeps | Laptops, tablets, phones and cameras.
wellness | Wellness | vitamin-jar | #e8a12f | A little better every day | Food supplements and teas without sugar or secrets.
    food-supplements | Food supplements | vitamin-jar | #e8a12f | What the body asks for | Vitamins, minerals, omega 3 and protein, tested by batch.
    teas-honey | Teas & honey | tea-box | #4f8a5b | Pour, wait, breathe | Herbal teas and honey from named farms.
workshop | Workshop | toolbox | #b5533c | Measure twice | Wood connectors and tools for people who build.
    wood-connectors | Wood connectors | angle-bracket | #9aa5b5 | Joints that hold for a generation | Screws, brackets, hangers and hidden connectors; tutorials and trade prices for businesses.
    tools | Tools | cordless-drill | #e8a12f | The right one, at hand | Saws, drills, clamps and boxes.
travel | Travel & outdoor | suitcase | #2f6fed | Pack less, see more | Cases, tents and what keeps you dry.
    luggage | Luggage | suitcase | #2f6fed | Rolls, locks, lasts | Cabin cases and trolleys.
    camping | Camping & hiking | tent | #2f8f5b | A night outside | Tents, sleeping bags and stoves.
"""


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A category; `colour` is that of its picture."""

    slug: str
    name: str
    illustration: str
    colour: str
    headline: str
    description: str
    children: tuple[Branch, ...] = ()


def _grown(rows: list[str]) -> tuple[Branch, ...]:
    """The branches that the rows describe; a deeper row belongs to the last shallower one."""
    branches: list[Branch] = []
    while rows:
        head, *rest = rows
        size = next((i for i, row in enumerate(rest) if _depth(row) <= _depth(head)), len(rest))
        slug, name, illustration, colour, headline, description = (part.strip() for part in head.split("|"))
        branches.append(
            Branch(
                slug=slug,
                name=name,
                illustration=illustration,
                colour=colour,
                headline=headline,
                description=description,
                children=_grown(rest[:size]),
            )
        )
        rows = rest[size:]
    return tuple(branches)


def _depth(row: str) -> int:
    return len(row) - len(row.lstrip())


TREE: tuple[Branch, ...] = _grown([row for row in _ROWS.splitlines() if row.strip()])
