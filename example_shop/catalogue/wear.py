"""Bags, shoes and accessories."""

# ruff: noqa: E501 -- one product is one line

from __future__ import annotations

from example_shop.catalogue.shelf import Shelf

_SHOE_SIZES = ("36", "37", "38", "39", "40", "41", "42")

SHELVES: tuple[Shelf, ...] = (
    Shelf(
        category="handbags",
        prefix="HB",
        talk="bags",
        common="style=classic; occasion=day; material=leather",
        closings=(
            "Vegetable-tanned leather, edges painted by hand, repaired for life.",
            "The lining is light, so that you find the pen.",
        ),
        rows="""
Tan city handbag | handbag | camel, espresso | 159 | Lederquelle | size=medium | A structured bag with a round handle that sits on the arm like a bird.
Moorgate shopper | tote | forest, cognac | 189 | Lederquelle | size=large | Carries a laptop, a loaf and a bunch of tulips.
Luna cross-body bag | crossbody | violet, mustard | 119 | Corvara | size=small | A half-moon on a long strap with a pocket for the ticket.
Nizza handbag | handbag | poppy, ivory | 149 | Corvara | size=medium | Two-tone leather with brass feet and a clasp that sounds right.
Werkstatt tote | tote | cognac, black | 169 | Lederquelle | size=large | One single hide, four cuts, no lining and nothing to break.
Sabine saddle bag | crossbody | cognac, pine | 129 | Lederquelle | size=small | Soft leather that takes the shape of your day.
Opal handbag | handbag | petrol, rose | 139 | Corvara | size=medium | Small grain, big zip, and a key ring where the key should be.
Mercato shopper | tote | terracotta, ink | 99 | Tjara | material=canvas; size=large | Waxed canvas for markets, beaches and libraries.
Pomeline quilted bag | handbag-quilted | blush, emerald | 179 | Maison Alba | size=small | Quilted nappa on a chain, as right at noon as at midnight.
""",
    ),
    Shelf(
        category="evening-bags",
        prefix="EB",
        talk="bags",
        common="style=elegant; occasion=evening; size=small",
        closings=(
            "Holds a phone, a key, a lipstick and a secret.",
            "Matches our evening dresses in the same dye lot.",
        ),
        rows="""
Serafina satin clutch | clutch | bordeaux, night | 79 | Maison Alba | material=satin; matches=Serafina satin gown | The envelope to the gown: the same satin, a jewelled clasp, a hidden chain.
Nocturne chain bag | handbag-quilted | black, plum | 129 | Maison Alba | material=leather; matches=Nocturne peplum dress | Quilted in diamonds on a golden chain that does not pull threads.
Valentina velvet clutch | clutch | emerald, ruby | 85 | Maison Alba | material=velvet; matches=Valentina velvet gown | Silk velvet over a stiff frame, soft outside and sensible inside.
Undine evening bag | handbag-quilted | night, emerald | 119 | Corvara | material=satin; matches=Undine one-shoulder gown | Quilted satin with a turning lock, the size of a paperback.
Aurelia gold clutch | clutch | brass, silver | 95 | Maison Alba | material=lamé; matches=Aurelia gold gown | Woven metal thread that catches every candle in the room.
Colombe pouch | crossbody | violet, blush | 89 | Corvara | material=satin; matches=Colombe ball gown | A small half-moon whose strap goes in when you dance.
Estelle clutch | clutch | plum, petrol | 75 | Fleur & Tide | material=georgette; matches=Estelle empire gown | Pleated georgette folded like a letter.
Bianca bridal clutch | clutch | ivory | 92 | Maison Alba | material=silk; occasion=wedding; matches=Bianca bridal evening gown | Ivory silk with a pocket for the vows.
""",
    ),
    Shelf(
        category="backpacks",
        prefix="BP",
        talk="bags",
        common="style=sporty; occasion=travel; material=recycled nylon",
        closings=(
            "Straps and zips are replaceable and in stock.",
            "Rainproof for an hour, wipeable for ever.",
        ),
        rows="""
Fuchsia day pack | backpack | raspberry, ocean | 89 | Tjara | size=18 l | Front pocket, side pocket and a loop that holds in a crowd.
Campus backpack | backpack | forest, honey | 79 | Tjara | size=22 l | A padded sleeve for a laptop and a flat one for a sandwich.
Nordic roll backpack | backpack | anthracite, rust | 109 | Nordsund | size=24 l | Reflecting seams and a back that breathes uphill.
Sonnabend weekender | weekender | cognac, black | 219 | Lederquelle | material=leather; size=38 l | Two nights, one pair of shoes, no folded shirts.
Kupee canvas weekender | weekender | olive, marine | 139 | Tjara | material=canvas; size=42 l | Heavy canvas with leather trims for the luggage rack.
""",
    ),
    Shelf(
        category="boots",
        prefix="BO",
        sizes=_SHOE_SIZES,
        talk="shoes",
        common="season=winter; occasion=day",
        closings=("Resoleable, with a cork bed that learns your foot.", "Half a size up with thick socks."),
        rows="""
Trail leather boots | boot | amber, espresso | 179 | Almgang | material=leather; style=sporty; occasion=hiking | Deep tread, padded collar and seven eyelets for steep ways.
Watzmann hiking boots | boot | rust, slate | 219 | Almgang | material=nubuck; style=sporty; occasion=hiking | A stiff sole for stones and a soft one for the descent.
Chelsea ankle boots | ankle-boot | espresso, black | 159 | Lederquelle | material=leather; style=classic | Elastic sides, a block heel and leather that takes a polish.
Soho ankle boots | ankle-boot | bordeaux, petrol | 149 | Corvara | material=leather; style=modern | A rounder toe and a colour that goes with everything grey.
Puddle rain boots | rain-boot | pine, poppy | 69 | Tjara | material=natural rubber; style=casual; season=autumn | Natural rubber with a strap, for gardens and festivals.
Elbe rain boots | rain-boot | marine, lemon | 75 | Nordsund | material=natural rubber; style=casual; season=autumn | Lined with cotton and dry to the shin.
""",
    ),
    Shelf(
        category="trainers",
        prefix="TR",
        sizes=_SHOE_SIZES,
        talk="shoes",
        common="season=all year; style=sporty",
        closings=(
            "The foam is made of plants and keeps its bounce for 800 km.",
            "Washable at 30 degrees, laces too.",
        ),
        rows="""
Cloud runner trainers | trainer | lavender, mint | 119 | Velorin | material=recycled mesh; occasion=running | A thick foam sole that forgives the last two kilometres.
Pulse runner trainers | trainer | coral, sky | 129 | Velorin | material=recycled mesh; occasion=running | Light and firm for short, fast evenings.
Court sneakers | sneaker | white, sage | 99 | Nordsund | material=leather; occasion=day | A cup sole, a clean toe and one band of colour.
Harbour sneakers | sneaker | ice, blush | 95 | Nordsund | material=canvas; occasion=day | Organic canvas on natural rubber.
Terra trail trainers | trainer | moss, rust | 139 | Almgang | material=ripstop; occasion=hiking | Grip for wet roots and a plate against stones.
""",
    ),
    Shelf(
        category="heels-sandals",
        prefix="HS",
        sizes=_SHOE_SIZES,
        talk="shoes",
        common="season=summer; style=elegant",
        closings=(
            "Padded under the ball of the foot, tested on cobbles.",
            "Leather lined, with a spare heel tip.",
        ),
        rows="""
Rouge pumps | heel | cherry, black | 139 | Corvara | material=leather; occasion=evening; height=7 cm | A pointed toe on a heel that is slim and steady.
Serafina satin pumps | heel | bordeaux, night | 149 | Maison Alba | material=satin; occasion=evening; height=8 cm; matches=Serafina satin gown | The shoe to the gown, dyed in the same bath.
Capri wedge sandals | sandal | camel, coral | 109 | Corvara | material=leather; occasion=day; height=6 cm | Cork wedges with two straps that sit still.
Lido sandals | sandal | ocean, honey | 89 | Fleur & Tide | material=leather; occasion=day; height=4 cm | For long promenades and short dresses.
Bibliotheca penny loafers | loafer | espresso, bordeaux | 145 | Lederquelle | material=leather; occasion=work; season=all year; style=classic | Polished by hand and quiet on parquet.
Ballerina loafers | loafer | blush, ink | 125 | Lederquelle | material=suede; occasion=work; season=all year; style=classic | Soft as slippers and allowed outside.
""",
    ),
    Shelf(
        category="watches-jewellery",
        prefix="WJ",
        talk="jewellery",
        common="style=classic; gift=yes",
        closings=(
            "Comes in a walnut box with a spare strap.",
            "Five years' guarantee, new battery included.",
        ),
        rows="""
Orbit watch, indigo | watch | indigo, forest | 149 | Zeitwerk Nord | material=steel; strap=leather | A quiet dial and a crown that is pleasant to wind.
Meridian watch, rose | watch | rose, sand | 139 | Zeitwerk Nord | material=steel; strap=leather | Small hands, small case, and dots where figures would shout.
Lotse diver watch | watch-steel | marine, black | 289 | Zeitwerk Nord | material=steel; strap=steel; style=sporty | Tight to 200 metres, which is deeper than most meetings.
Kontor steel watch | watch-steel | petrol, graphite | 249 | Zeitwerk Nord | material=steel; strap=steel | Sapphire glass over a sunray dial.
Aqua drop earrings | earrings | mint, violet | 79 | Fleur & Tide | material=gold plated; occasion=evening | Cut glass drops that turn when you do.
Ruby drop earrings | earrings | ruby, emerald | 89 | Fleur & Tide | material=gold plated; occasion=evening | The warm ones, for candlelight.
""",
    ),
    Shelf(
        category="scarves-hats",
        prefix="SC",
        talk="clothes",
        common="style=classic; size=one size; gift=yes",
        closings=("Packed in a linen bag.", "Made in a mill that still uses its own river."),
        rows="""
Highland tartan scarf | scarf | ruby, forest | 59 | Nordsund | material=lambswool; season=winter | Two metres of lambswool with a fringe that is twisted by hand.
Blue hour scarf | scarf | marine, plum | 65 | Nordsund | material=merino; season=winter | A check in the colours of a winter afternoon.
Panama felt hat | hat | sand, graphite | 89 | Ilka Brandt | material=wool felt; season=autumn | A wide brim and a ribbon tied by a milliner in Vienna.
Violet sunglasses | sunglasses | violet, espresso | 79 | Corvara | material=acetate; season=summer | Graded lenses with full protection, polished by hand.
Lagune sunglasses | sunglasses | petrol, poppy | 85 | Corvara | material=acetate; season=summer | A slightly larger frame for slightly brighter days.
Storm umbrella | umbrella | cornflower, ruby | 49 | Tjara | material=recycled polyester; season=autumn | Turned inside out a thousand times in a wind tunnel, and back.
Hirsch leather gloves | gloves | cognac, black | 69 | Lederquelle | material=leather; season=winter | Lined with cashmere, and your phone understands them.
""",
    ),
)
