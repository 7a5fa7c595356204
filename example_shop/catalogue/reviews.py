"""What customers say: a handful of texts for each kind of product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from example_shop.catalogue.figures import draw

#: talk of a shelf -> (stars, title, text)
TEMPLATES: dict[str, tuple[tuple[int, str, str], ...]] = {
    "clothes": (
        (
            5,
            "Compliments all evening",
            "Three people asked me where it is from. The fabric feels far more expensive.",
        ),
        (5, "Fits like made for me", "True to size. I am 1.68 m and did not have to shorten it."),
        (
            4,
            "Lovely, one size up",
            "Beautiful cut, but a little narrow at the shoulders. The exchange took two days.",
        ),
        (
            4,
            "Colour as in the picture",
            "Exactly the shade I hoped for. The seams are clean, inside as well.",
        ),
        (
            3,
            "Nice, but creases",
            "I like it very much on the hanger; after an hour in the car it needs an iron.",
        ),
        (5, "My second one", "Bought the other colour after a week. Says it all."),
        (2, "Returned it", "Good quality, but the waist sits too high for me. The refund was quick."),
    ),
    "bags": (
        (
            5,
            "Carries half my life",
            "Laptop, bottle, shoes, and it still looks small. The leather smells wonderful.",
        ),
        (5, "Worth every cent", "A year of daily use and only the corners show it, in a good way."),
        (4, "Beautiful, a bit heavy", "Solid and well sewn. Empty it already weighs something."),
        (4, "Perfect for the theatre", "Small but clever inside. The clasp closes with a satisfying click."),
        (3, "Strap could be longer", "Fine bag; over a winter coat the strap is short."),
        (5, "Repair service is real", "A seam opened after two years. Sent in, came back like new, no bill."),
    ),
    "shoes": (
        (5, "No breaking in", "Wore them for a whole day straight out of the box. Not one blister."),
        (4, "Run slightly small", "Take half a size more. Otherwise great."),
        (5, "Walked 20 km in Rome", "Light, soft and still good-looking at dinner."),
        (4, "Good grip", "Wet cobbles are no problem any more."),
        (3, "Sole is stiff at first", "It took me two weeks to like them. Now I do."),
        (2, "Not for wide feet", "Nice leather, but too narrow for me."),
    ),
    "jewellery": (
        (5, "A present that worked", "She has not taken it off since her birthday."),
        (5, "Quiet elegance", "Finely made and easy to read. The box is a present in itself."),
        (4, "Smaller than I thought", "Look at the measures. On the wrist it is just right though."),
        (4, "Keeps good time", "Two seconds a month. I checked."),
        (3, "Strap a little stiff", "Needs a few days to soften."),
    ),
    "furniture": (
        (5, "The best seat in the house", "Since it came nobody sits anywhere else, the dog included."),
        (
            5,
            "Delivered with a smile",
            "Two friendly people carried it to the third floor and took the box along.",
        ),
        (4, "Solid and beautiful", "Heavy, well joined, no wobble. One screw was missing and came by post."),
        (4, "Colour slightly darker", "Order the sample first. We kept it and like it now even better."),
        (3, "Eight weeks of waiting", "Fine furniture, but the delivery was two weeks late."),
        (5, "Covers really come off", "Red wine, forty degrees, gone. Thank you."),
        (2, "Too large for us", "Our mistake. Collection was simple and polite."),
    ),
    "lamps": (
        (5, "What a light", "Warm and even. The room is another one."),
        (4, "Easy to mount", "Twenty minutes, including the ladder."),
        (4, "Good dimmer", "Goes down to candle level without humming."),
        (3, "Cable visible", "Nice lamp, but the cable is white and my wall is not."),
        (5, "Looks better than on the photo", "The material is lovely up close."),
    ),
    "decoration": (
        (5, "Small thing, big effect", "It has changed the whole sideboard."),
        (5, "Carefully packed", "Came without a scratch and without plastic."),
        (4, "Handmade, you see it", "Slightly uneven, which is what I wanted."),
        (4, "Fits everywhere", "Tried it in three rooms and left it in the last."),
        (3, "A little smaller than expected", "Pretty, but I should have read the size."),
    ),
    "art": (
        (5, "Stops every visitor", "Everybody asks about it. The print is deep and matt."),
        (5, "Frame is first class", "Real wood, real glass, hung in five minutes."),
        (4, "Softer colours than on screen", "Which suits the room better in the end."),
        (4, "Signed and numbered", "Feels like a small collection has begun."),
        (3, "Wished for a larger size", "Beautiful, but lost above the sofa. Now it hangs in the hall."),
    ),
    "kitchen": (
        (5, "Every day in use", "Have thrown out three others since."),
        (5, "Heavy in the right way", "You feel that it will outlive you."),
        (4, "Pours without dripping", "Finally. The lid could sit tighter."),
        (4, "Easy to clean", "Soak, wipe, done."),
        (3, "Handle gets warm", "Good piece, but keep a cloth near."),
        (2, "Arrived with a chip", "Was replaced at once, still a pity."),
    ),
    "bicycles": (
        (5, "I take the long way now", "Silent gears, good brakes and a saddle that fits. 1,200 km so far."),
        (5, "Ready to ride", "Came in a huge box, handlebar straight, pedals on, off I went."),
        (4, "Great bike, short kickstand", "Everything else is thought through."),
        (4, "Climbs like a goat", "With luggage too. The motor is almost silent."),
        (3, "Basket rattles", "A rubber band solved it, but still."),
        (5, "Service answers the phone", "A mechanic explained how to set the gears. Two minutes."),
    ),
    "gear": (
        (5, "Does what it should", "Rain, wind, a whole winter. No complaints."),
        (4, "Light and compact", "Smaller than the picture suggests."),
        (4, "Good value", "Others ask twice as much for the same."),
        (3, "Instructions too small", "I needed glasses. The thing itself is good."),
        (5, "Bought a second for my son", "Enough said."),
    ),
    "electronics": (
        (5, "Picture is a dream", "Black is black, and films look like in the cinema."),
        (5, "Set up in ten minutes", "And no account needed, which I liked most."),
        (4, "Good sound, thin remote", "The remote feels cheap, everything else does not."),
        (4, "Quiet and quick", "No fan, no waiting."),
        (3, "Menu needs patience", "Once it is set you never see it again."),
        (2, "Too large for the wall", "Measure first. The return was free."),
        (5, "They took the old one away", "Friendly people, clean shoes."),
    ),
    "supplements": (
        (5, "Third refill", "Easy on the stomach and no aftertaste."),
        (4, "Feels good", "Hard to measure, but I have been well all winter."),
        (4, "Honest label", "I looked up the laboratory report. It is all there."),
        (3, "Capsules are large", "Need a big glass of water."),
        (5, "Tastes like vanilla, not like perfume", "Dissolves without lumps."),
        (2, "Not for me", "The taste is a matter of taste."),
    ),
    "trade": (
        (5, "On site by seven", "Ordered at four, delivered next morning. We buy nothing else now."),
        (5, "Bites at once", "No pre-drilling in spruce, not one head torn off in two hundred."),
        (4, "Good data sheets", "CAD files fitted our drawing at the first try."),
        (
            4,
            "Price for ten boxes is fair",
            "We are a three-man joinery and got the trade price straight away.",
        ),
        (3, "Box could be stronger", "The content is excellent, the carton tore in the van."),
        (5, "The tutorial saved us a day", "Followed it step by step with the apprentice."),
    ),
}

_AUTHORS = (
    "Johanna K.",
    "Mats",
    "Elena R.",
    "Tobias W.",
    "Zsófia",
    "Nils H.",
    "Camille D.",
    "Ferenc B.",
    "Aylin",
    "Greta S.",
    "Jonas P.",
    "Ilse M.",
    "Ravi",
    "Katalin V.",
    "Henrik",
    "Marta L.",
    "Dávid",
    "Lotte F.",
    "Oskar Z.",
    "Noémi",
    "Paul G.",
    "Hannah",
    "Béla T.",
    "Sofie N.",
    "Anton C.",
    "Judit",
    "Wiebke",
    "Luca A.",
)


@dataclass(frozen=True)
class Words:
    """One review; `after` is how long after the product's arrival it was written."""

    author: str
    rating: int
    title: str
    text: str
    after: timedelta


def words_about(sku: str, talk: str, age: timedelta) -> Iterator[Words]:
    """Two to five reviews for about half of the products, none for the others; a text comes once per product."""
    if draw(sku, "talked about", 20) < 9:
        return
    texts = TEMPLATES[talk]
    start = draw(sku, "first text", len(texts))
    count = min(2 + draw(sku, "texts", 4), len(texts))
    for number in range(count):
        stars, title, text = texts[(start + number) % len(texts)]
        key = f"{sku}/{number}"
        share = draw(key, "when", 1000) / 1000
        author = _AUTHORS[(draw(sku, "author", len(_AUTHORS)) + number * 5) % len(_AUTHORS)]
        yield Words(author, stars, title, text, timedelta(seconds=int(age.total_seconds() * share)))
