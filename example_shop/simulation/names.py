"""Names and places of people who do not exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DOMAIN = "shoppers.example"


@dataclass(frozen=True, slots=True)
class Country:
    """Where somebody lives: `places` are (postcode, city), `dial` the country's telephone prefix."""

    code: str
    share: float
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    streets: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    dial: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COUNTRIES: Mapping[str, Country] = {
    country.code: country
    for country in (
        Country(
            "DE",
            70,
            _words(
                "Anna Lena Katharina Marie Sophie Laura Julia Hannah Clara Ida Frieda Greta Johanna Miriam Paula"
                " Charlotte Emma Lea Nina Sabine Petra Monika Ursula Birgit Heike Silke Tanja Yvonne Aylin Elif"
            ),
            _words(
                "Jonas Lukas Felix Maximilian Paul Leon Ben Moritz Jakob Anton Emil Oskar Theo Karl Friedrich Jan"
                " Thomas Michael Andreas Stefan Martin Klaus Jürgen Uwe Dieter Holger Sven Mehmet Can Georg"
            ),
            _words(
                "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer"
                " Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange"
                " Werner Krause Lehmann Köhler Maier Yılmaz Kaya Brandt Vogel Keller Winkler Lorenz Busch Sommer"
            ),
            _words("Lindenstraße Gartenweg Hauptstraße Schillerstraße Bergstraße Am_Markt Rosenweg Parkallee"),
            (("04109", "Leipzig"), ("10115", "Berlin"), ("20095", "Hamburg"), ("80331", "München"),
             ("50667", "Köln"), ("60311", "Frankfurt am Main"), ("70173", "Stuttgart"), ("01067", "Dresden"),
             ("28195", "Bremen"), ("90402", "Nürnberg"), ("18055", "Rostock"), ("79098", "Freiburg")),
            "+49",
        ),
        Country(
            "AT",
            9,
            _words("Theresa Magdalena Elisabeth Verena Stefanie Carina Barbara"),
            _words("Florian Tobias Dominik Bernhard Gregor Matthias Wolfgang"),
            _words("Gruber Huber Bauer Wagner Pichler Steiner Moser Mayer Hofer Leitner"),
            _words("Ringstraße Kirchengasse Mühlweg Feldgasse"),
            (("1010", "Wien"), ("8010", "Graz"), ("5020", "Salzburg"), ("6020", "Innsbruck")),
            "+43",
        ),
        Country(
            "HU",
            13,
            _words("Eszter Zsófia Katalin Ágnes Réka Boglárka Dorottya Judit Orsolya Viktória"),
            _words("Balázs Gergő László Zoltán Attila Bence Máté Dániel Péter Tamás"),
            _words("Nagy Kovács Tóth Szabó Horváth Varga Kiss Molnár Németh Farkas Balogh Papp"),
            _words("Petőfi_utca Kossuth_tér Rákóczi_út Ady_utca"),
            (("1051", "Budapest"), ("4024", "Debrecen"), ("6720", "Szeged"), ("7621", "Pécs")),
            "+36",
        ),
        Country(
            "GB",
            8,
            _words("Olivia Amelia Charlotte Grace Harriet Imogen Beatrice"),
            _words("Oliver George Arthur Henry Edward Callum Rhys"),
            _words("Smith Jones Taylor Brown Williams Wilson Evans Walker Wright Green"),
            _words("High_Street Mill_Lane Church_Road Victoria_Street"),
            (("EC1A 1BB", "London"), ("M1 1AE", "Manchester"), ("EH1 1YZ", "Edinburgh"), ("BS1 4ST", "Bristol")),
            "+44",
        ),
    )
}  # fmt: skip

#: First words of companies; the family name and the trade follow.
TRADES = ("Holzbau", "Zimmerei", "Carport & Dach", "Tischlerei", "Fachwerk", "Blockhaus", "Gartenbau")
FORMS = ("GmbH", "& Söhne", "KG", "e. K.")
