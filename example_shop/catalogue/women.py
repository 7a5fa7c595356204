"""Women: dresses, knits, coats, skirts."""

# ruff: noqa: E501 -- one product is one line

from __future__ import annotations

from example_shop.catalogue.shelf import Shelf

_SIZES = ("34", "36", "38", "40", "42", "44")

SHELVES: tuple[Shelf, ...] = (
    Shelf(
        category="evening-dresses",
        prefix="ED",
        sizes=_SIZES,
        talk="clothes",
        common="occasion=evening; style=elegant; season=all year; care=dry clean",
        closings=(
            "Fully lined, with a hidden zip and a hem left long enough to be shortened.",
            "Sewn in a run of eighty pieces; our tailor in Leipzig adjusts it free of charge.",
            "Cut in half sizes and tried on by nine women before we said yes.",
        ),
        rows="""
Serafina satin gown | evening-dress | bordeaux, night | 289 | Maison Alba | material=satin; length=floor; neckline=sweetheart | Heavy satin that falls like water and a small brass star at the waist.
Undine one-shoulder gown | evening-gown-column | night, emerald | 329 | Maison Alba | material=crêpe; length=floor; neckline=one shoulder | A column of matt crêpe with a high slit and draping gathered under one brooch.
Colombe ball gown | evening-gown-ball | violet, blush | 459 | Maison Alba | material=tulle; length=floor; neckline=strapless | Three tiers of tulle over a boned bodice, scattered with hand-sewn sequins.
Nocturne peplum dress | cocktail-dress | black, plum | 219 | Ilka Brandt | material=wool crêpe; length=knee; neckline=boat | A sharp little dress with sheer sleeves and a peplum that moves when you laugh.
Valentina velvet gown | evening-dress | emerald, ruby | 349 | Maison Alba | material=velvet; length=floor; neckline=sweetheart; season=winter | Silk velvet with thin straps, warm enough for a walk home from the opera.
Marguerite chiffon gown | evening-dress | apricot, ice | 269 | Fleur & Tide | material=chiffon; length=floor; neckline=sweetheart; season=summer | Pleated chiffon in two layers, the colour of the sky five minutes after sunset.
Isolde column gown | evening-gown-column | black, ruby | 298 | Ilka Brandt | material=jersey; length=floor; neckline=one shoulder | Fluid jersey that packs into a hand and comes out without a crease.
Aurelia gold gown | evening-gown-column | brass, silver | 389 | Maison Alba | material=lamé; length=floor; neckline=one shoulder | Liquid lamé for the one evening when nobody should look elsewhere.
Ondine tulle gown | evening-gown-ball | ice, lilac | 429 | Maison Alba | material=tulle; length=floor; neckline=strapless | Forty metres of tulle, light as a curtain in an open window.
Bianca bridal evening gown | evening-gown-ball | ivory | 549 | Maison Alba | material=silk tulle; length=floor; occasion=wedding | Ivory silk tulle for the registry office, the garden and the dance after both.
Rubina cocktail dress | cocktail-dress | ruby, ink | 198 | Ilka Brandt | material=crêpe; length=knee; neckline=boat | Long sleeves, short hem and a sash that makes everybody stand straighter.
Estelle empire gown | evening-dress | plum, petrol | 279 | Fleur & Tide | material=georgette; length=floor; neckline=sweetheart | A high waist and a sweeping skirt that forgives the third course.
""",
    ),
    Shelf(
        category="summer-dresses",
        prefix="SD",
        sizes=_SIZES,
        talk="clothes",
        common="season=summer; style=relaxed; occasion=day; care=30 °C",
        closings=(
            "Washed before it is sewn, so it stays the size you bought.",
            "With pockets, because a dress without them is a costume.",
            "Made in Portugal by a family workshop of twelve.",
        ),
        rows="""
Limonella sun dress | summer-dress | yellow, coral | 79 | Fleur & Tide | material=cotton; length=knee; pattern=flowers | Printed cotton with tied straps and a skirt made for turning.
Aperol linen dress | summer-dress | apricot, sky | 94 | Fleur & Tide | material=linen; length=midi; pattern=flowers | Washed linen in the colour of the first drink of the evening.
Riviera wrap dress | wrap-dress | ocean, poppy | 109 | Nordsund | material=viscose; length=midi | A wrap that stays closed on a bicycle, which we tested.
Piazza shirt dress | midi-dress | mint, lemon | 98 | Nordsund | material=cotton poplin; length=midi | Crisp poplin with short sleeves and a belt to take off when it gets hot.
Marisol beach dress | summer-dress | coral, ocean | 69 | Fleur & Tide | material=cotton gauze; length=knee; pattern=flowers | Double gauze that dries on the way from the water to the ice cream.
Fiorella garden dress | summer-dress | rose, sage | 84 | Fleur & Tide | material=cotton; length=midi; pattern=flowers | Small flowers, wide straps and a back deep enough for the sun.
Calanque wrap dress | wrap-dress | lemon, marine | 119 | Nordsund | material=linen; length=midi | Heavy linen with wooden buttons and wide sleeves to push up.
Sirocco tunic dress | midi-dress | ivory, terracotta | 89 | Tjara | material=cotton; length=midi | A loose cut that keeps a little breeze for itself.
""",
    ),
    Shelf(
        category="dresses",
        prefix="DR",
        sizes=_SIZES,
        talk="clothes",
        common="season=all year; style=modern; occasion=day; care=30 °C",
        closings=(
            "Holds its shape through a day of meetings and a train home.",
            "The fabric is woven in Como and certified free of harmful dyes.",
            "We repair every seam for five years.",
        ),
        rows="""
Cornflower midi dress | midi-dress | cornflower, forest | 89 | Nordsund | material=viscose; length=midi; pattern=plain | A shirt dress with a pleated skirt and a collar that stands by itself.
Harbour wrap dress | wrap-dress | petrol, rust | 129 | Nordsund | material=crêpe; length=midi; pattern=plain | Matt crêpe with a bow at the waist, as right at a desk as at a dinner.
Bureau sheath dress | cocktail-dress | anthracite, ink | 139 | Ilka Brandt | material=wool; length=knee; occasion=work | Fine wool with a second row of darts, so that it fits in two places.
Petite fleur tea dress | summer-dress | raspberry, night | 99 | Fleur & Tide | material=viscose; length=knee; pattern=flowers | A print drawn by hand and a skirt that remembers the thirties.
Studio jersey dress | wrap-dress | black, moss | 95 | Tjara | material=organic jersey; length=midi | Heavy organic jersey that you may also sleep in on a night flight.
Amrum denim dress | midi-dress | marine, slate | 109 | Tjara | material=denim; length=midi | Soft denim with mother-of-pearl buttons from collar to hem.
Kasimir knit dress | cocktail-dress | taupe, bordeaux | 149 | Ilka Brandt | material=merino; length=knee; season=winter | Ribbed merino with a turned collar, warm without a coat's weight.
Lotte corduroy dress | midi-dress | mustard, pine | 119 | Tjara | material=corduroy; length=midi; season=autumn | Needlecord with a belt and two deep pockets for chestnuts.
Vienna velvet dress | wrap-dress | plum, emerald | 159 | Maison Alba | material=velvet; length=midi; season=winter; occasion=evening | Cotton velvet for evenings that are half planned.
""",
    ),
    Shelf(
        category="blouses-knitwear",
        prefix="BK",
        sizes=("XS", "S", "M", "L", "XL"),
        talk="clothes",
        common="style=classic; care=hand wash",
        closings=(
            "Buttons sewn by hand, with a spare one inside the hem.",
            "Comes with a comb against pilling and a mending card in the right yarn.",
        ),
        rows="""
Josephine silk blouse | blouse | blush, ivory, ink | 119 | Maison Alba | material=silk; season=all year; occasion=work | Washed silk with a bow that can be tied four ways.
Clara poplin blouse | blouse | white, sky | 69 | Nordsund | material=cotton; season=all year; occasion=work | Puffed sleeves and a placket that never gapes.
Mirabelle printed blouse | blouse | mustard, petrol | 79 | Fleur & Tide | material=viscose; season=autumn | Small plums on a soft ground, with covered buttons.
Ottilie lace blouse | blouse | cream, black | 98 | Ilka Brandt | material=cotton lace; occasion=evening | Cotton lace lined where it should be.
Fjord cable jumper | knit-jumper | fern, marine, oak | 139 | Nordsund | material=wool; season=winter | Chunky cables knitted in one piece from Faroese wool.
Lummer merino jumper | knit-jumper | cherry, anthracite | 99 | Nordsund | material=merino; season=winter | Fine merino with ribbed edges that stay flat.
Wolke cashmere jumper | knit-jumper | sand, lilac, ice | 189 | Maison Alba | material=cashmere; season=winter | Two-ply cashmere from a mill that has combed it for a century.
Strand cotton jumper | knit-jumper | sky, coral | 79 | Tjara | material=cotton; season=summer | An open summer knit for the hour when the wind turns.
""",
    ),
    Shelf(
        category="coats-jackets",
        prefix="CJ",
        sizes=("XS", "S", "M", "L", "XL"),
        talk="clothes",
        common="style=classic; occasion=day",
        closings=(
            "The lining is guaranteed as long as the coat.",
            "Weighs less than it looks and closes up to the chin.",
        ),
        rows="""
Camel wool coat | coat | camel, black | 289 | Ilka Brandt | material=wool; season=winter | Double-breasted, with lapels wide enough to hide in.
Pier wool coat | coat | ink, bordeaux | 259 | Nordsund | material=wool; season=winter | A navy cut in boiled wool that ignores drizzle.
Regenkind rain jacket | raincoat | yellow, marine | 149 | Tjara | material=recycled polyester; season=autumn | Welded seams, a real hood and pockets that drain.
Deich rain coat | raincoat | pine, rust | 179 | Tjara | material=waxed cotton; season=autumn | Waxed cotton that gets better with each storm.
Loden city coat | coat | moss, graphite | 319 | Ilka Brandt | material=loden; season=winter | Tyrolean loden, cut for the tram instead of the hunt.
Nebel light coat | coat | taupe, sage | 219 | Maison Alba | material=cotton gabardine; season=spring | A trench without the war: soft, long and quick to put on.
""",
    ),
    Shelf(
        category="skirts-trousers",
        prefix="ST",
        sizes=_SIZES,
        talk="clothes",
        common="style=modern; occasion=day; season=all year",
        closings=(
            "The waistband is shaped, not straight, so it stays where it is.",
            "Deep pockets, twice stitched.",
        ),
        rows="""
Plissée pleated skirt | skirt | copper, petrol | 89 | Nordsund | material=recycled satin; length=midi | Pleats pressed once and for all, washed a hundred times to be sure.
Tango wool skirt | skirt | anthracite, ruby | 98 | Ilka Brandt | material=wool; length=knee; season=winter | A swinging cut with a buckle that is more than a picture of one.
Provence linen skirt | skirt | lavender, sand | 79 | Fleur & Tide | material=linen; length=midi; season=summer | Airy linen in the colours of a field in July.
Marlene wide trousers | trousers | ink, taupe | 109 | Ilka Brandt | material=wool blend; occasion=work | Wide legs, a sharp crease and a belt in the parcel.
Kai sailor trousers | trousers | marine, ivory | 95 | Nordsund | material=cotton twill | High waist and twelve buttons, four of which matter.
""",
    ),
)
