#!/usr/bin/env python3
"""What a visitor should find beside random choices of filters, counted from the front matter alone.

    recount.py CONTENT

CONTENT is a folder of case studies as library.mjs writes them: each line of front matter a key and its value as JSON. Prints 200
choices without words and 50 with, each as the query of its address, how many case studies it leaves, and for each facet how many it
would leave with each term. Knows nothing of casebook but what the guide says: within a facet any term, across facets all, and a
facet's counts leave its own choice aside.
"""
import json
import pathlib
import random
import re
import sys
import urllib.parse

FACETS = ["topics", "support_types", "region"]
WORDS = ["council", "service", "river", "museum", "harbour", "orchard", "housing"]


def slug(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


def study(path):
    _, front, body = path.read_text(encoding="utf8").split("---\n", 2)
    front = {key: json.loads(value) for key, value in (line.split(": ", 1) for line in front.splitlines())}
    labels = [name for facet in FACETS for name in front.get(facet, [])] + [front.get("organisation", "")]
    text = " ".join([front["title"], front.get("summary", ""), *labels, body])
    return {
        "words": set(re.findall(r"[a-z]+", text.lower())),
        "terms": {facet: {slug(name) for name in front.get(facet, [])} for facet in FACETS},
    }


def left(studies, words, chosen, but=None):
    """The case studies that have all words, and of each facet but one any of the chosen terms."""
    facets = [facet for facet in FACETS if facet != but and chosen[facet]]
    return [
        study
        for study in studies
        if words <= study["words"] and all(study["terms"][facet] & chosen[facet] for facet in facets)
    ]


def main():
    studies = [study(path) for path in sorted(pathlib.Path(sys.argv[1]).glob("*.md"))]
    terms = {facet: sorted(set().union(*(study["terms"][facet] for study in studies))) for facet in FACETS}
    rng = random.Random(7)
    choices = []
    while len(choices) < 250:
        words = set(rng.sample(WORDS, rng.choice([1, 1, 2]))) if len(choices) >= 200 else set()
        if not left(studies, words, dict.fromkeys(FACETS, set())):
            continue  # Where no case study has all words the page shows something else.
        chosen = {facet: {term for term in terms[facet] if rng.random() < rng.choice([0, 0.1, 0.3])} for facet in FACETS}
        query = [("q", " ".join(sorted(words)))] if words else []
        query += [(facet, term) for facet in FACETS for term in sorted(chosen[facet])]
        counts = {}
        for facet in FACETS:
            others = left(studies, words, chosen, but=facet)
            counts[facet] = {term: sum(term in study["terms"][facet] for study in others) for term in terms[facet]}
        total = len(left(studies, words, chosen))
        choices.append({"query": urllib.parse.urlencode(query), "total": total, "counts": counts})
    json.dump(choices, sys.stdout)


main()
