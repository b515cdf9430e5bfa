//! Samples of what authors do to front matter: each says the rule, and marks the characters at
//! fault with ⟦ and ⟧. Each is tried as it stands, with CRLF, and below Welsh and Chinese; its mend
//! must parse.

use super::{Known, Mistake, Split, explain, explain_file, split};
use crate::report::{fixed as mended, keeps_every_letter};

/// Front matter without its delimiters, which the test puts around it.
const WITHIN: &[(&str, &str)] = &[
    // A colon in unquoted text.
    ("yaml-colon-in-value", "title: Warm homes⟦:⟧ a first year"),
    ("yaml-colon-in-value", "title: What's new⟦:⟧ nothing"),
    ("yaml-colon-in-value", "title: Notes⟦:⟧"),
    (
        "yaml-colon-in-value",
        "title: See http://example.org/a⟦:⟧ a guide",
    ),
    (
        "yaml-colon-in-value",
        "title: Open 10:30⟦:⟧ come in # for now",
    ),
    ("yaml-colon-in-value", "title: The \"green\" plan⟦:⟧ part 2"),
    ("yaml-colon-in-value", "title: It's \"green\"⟦:⟧ part 2"),
    (
        "yaml-colon-in-value",
        "image:\n  src: a.jpg\n  alt: A map⟦:⟧ the north",
    ),
    (
        "yaml-colon-in-value",
        "links:\n  - title: Report⟦:⟧ first draft\n    url: https://example.org",
    ),
    (
        "yaml-colon-in-value",
        "links:\n  - url: https://example.org\n    title: Report⟦:⟧ first draft",
    ),
    (
        "yaml-colon-in-value",
        "title: Cartrefi cynnes⟦:⟧ blwyddyn gyntaf",
    ),
    ("yaml-colon-in-value", "title: 温かい家⟦:⟧ 一年目"),
    ("yaml-colon-in-value", "title: Тёплые дома⟦:⟧ первый год"),
    ("yaml-colon-in-value", "title: بيوت دافئة⟦:⟧ السنة الأولى"),
    (
        "yaml-colon-in-value",
        "summary: The council wrote to every tenant in the whole of the\n  old borough and asked one thing⟦:⟧ what is cold\ndate: 2024-01-01",
    ),
    (
        "yaml-colon-in-value",
        "date: 2024-01-01\ntitle: 🏡 Warm homes⟦:⟧ why",
    ),
    (
        "yaml-colon-in-value",
        "summary: >\n  Some text: fine here.\ntitle: Warm⟦:⟧ not fine",
    ),
    (
        "yaml-colon-in-value",
        "title: Warm homes date⟦:⟧ 2024-01-01",
    ),
    (
        "yaml-colon-in-value",
        "summary:\n  A line of its own⟦:⟧ it tells\n  more below",
    ),
    // Quotes inside quotes.
    (
        "yaml-quote-inside-quotes",
        "title: \"The ⟦\"⟧best\" council\"",
    ),
    ("yaml-quote-inside-quotes", "title: \"Best council⟦\"⟧\""),
    ("yaml-quote-inside-quotes", "title: \"⟦\"⟧Best\" council\""),
    (
        "yaml-quote-inside-quotes",
        "title: \"See <a href=⟦\"⟧https://example.org\">this</a> page\"",
    ),
    (
        "yaml-quote-inside-quotes",
        "title: \"It's ⟦\"⟧best\" by far\"",
    ),
    ("yaml-quote-inside-quotes", "title: 'Don⟦'⟧t wait'"),
    (
        "yaml-quote-inside-quotes",
        "title: 'Don⟦'⟧t wait for \"it\"'",
    ),
    ("yaml-quote-inside-quotes", "title: 'It⟦'⟧s cold"),
    (
        "yaml-quote-inside-quotes",
        "summary: \"Over two\n  ⟦\"⟧good\" lines\" # in March\ndate: 2024-01-01",
    ),
    (
        "yaml-quote-inside-quotes",
        "topics:\n  - \"Our ⟦\"⟧own\" words\"\n  - b",
    ),
    (
        "yaml-quote-inside-quotes",
        "image:\n  alt: \"A ⟦\"⟧map\" of\n    the north\"\n  src: a.jpg",
    ),
    (
        "yaml-quote-inside-quotes",
        "summary: \"It began with a ⟦\"⟧small\" step\nand ended well.\"\ndate: 2024-01-01",
    ),
    (
        "yaml-quote-inside-quotes",
        "summary: \"It began with a step\nand \\\"ended\\\" ⟦\"⟧well\".\"\ndate: 2024-01-01",
    ),
    (
        "yaml-quote-inside-quotes",
        "summary: \"They asked: “what is cold?⟦\"⟧ \"It is warm.\"",
    ),
    (
        "yaml-quote-inside-quotes",
        "topics: ['Children⟦'⟧s services', housing]",
    ),
    (
        "yaml-quote-inside-quotes",
        "topics: [\"The ⟦\"⟧best\" one\", housing]",
    ),
    (
        "yaml-quote-inside-quotes",
        "title: \"Das ⟦\"⟧warme\" Haus\"",
    ),
    // Quotes never closed.
    (
        "yaml-quote-not-closed",
        "title: ⟦\"⟧Warm homes\nsummary: They are warm",
    ),
    (
        "yaml-quote-not-closed",
        "title: ⟦\"⟧Warm homes\nsummary: \"They are warm\"",
    ),
    (
        "yaml-quote-not-closed",
        "title: ⟦'⟧Warm homes\nsummary: 'They are warm'",
    ),
    (
        "yaml-quote-not-closed",
        "title: Warm homes\nsummary: ⟦\"⟧They are warm",
    ),
    (
        "yaml-quote-not-closed",
        "summary: ⟦\"⟧They are warm,\n  and dry\ntopics:\n  - housing",
    ),
    (
        "yaml-quote-not-closed",
        "topics:\n  - ⟦\"⟧housing\n  - \"planning\"",
    ),
    (
        "yaml-quote-not-closed",
        "image:\n  alt: ⟦\"⟧A map\n  src: \"a.jpg\"\ndate: 2024-01-01",
    ),
    (
        "yaml-quote-not-closed",
        "summary: ⟦\"⟧He said \\\"warm\\\"\ndate: \"2024-01-01\"",
    ),
    ("yaml-quote-not-closed", "topics: [⟦\"⟧housing, planning]"),
    (
        "yaml-quote-not-closed",
        "topics: [⟦\"⟧housing, \"energy, heat\", planning]",
    ),
    (
        "yaml-quote-not-closed",
        "title: ⟦\"⟧温かい家\nsummary: あたたかい",
    ),
    (
        "yaml-quote-not-closed",
        "title: ⟦'⟧Tis the season\ndate: 2024-01-01",
    ),
    // Text after a closing quote.
    (
        "yaml-text-after-quote",
        "title: \"Warm homes\" ⟦and dry ones⟧",
    ),
    (
        "yaml-text-after-quote",
        "links: \"https://example.org/a\" ⟦\"https://example.org/b\"⟧",
    ),
    (
        "yaml-text-after-quote",
        "topics: \"housing\"⟦, \"planning\"⟧",
    ),
    (
        "yaml-text-after-quote",
        "topics:\n  - 'housing' ⟦(social)⟧\n  - planning",
    ),
    ("yaml-text-after-quote", "title: \"Warm\"⟦.⟧"),
    ("yaml-text-after-quote", "title: \"@council\" ⟦暖かい家⟧"),
    (
        "yaml-text-after-quote",
        "title: 'Warm homes, \"dry\" ones'⟦.⟧\ndate: 2024-01-01",
    ),
    (
        "yaml-text-after-quote",
        "title: \"Warm homes\" ⟦– one year on⟧\ndate: 2024-01-01",
    ),
    // Quotes from a word processor.
    ("yaml-curly-quotes", "title: ⟦“⟧Warm homes: one year”"),
    ("yaml-curly-quotes", "title: ⟦„⟧Warme Häuser: ein Jahr“"),
    ("yaml-curly-quotes", "title: ⟦«⟧Maisons chaudes: un an»"),
    ("yaml-curly-quotes", "title: ⟦‘⟧Warm homes: it’s time’"),
    (
        "yaml-curly-quotes",
        "summary: ⟦“⟧It began small\nand ended well.”\ndate: 2024-01-01",
    ),
    (
        "yaml-curly-quotes",
        "summary: ⟦“⟧It began small\n  with this: a letter.”\ndate: 2024-01-01",
    ),
    (
        "yaml-curly-quotes",
        "title: ⟦\"⟧Warm homes”\ndate: 2024-01-01",
    ),
    (
        "yaml-curly-quotes",
        "title: ⟦“⟧Warm homes: one year\"\ndate: 2024-01-01",
    ),
    (
        "yaml-curly-quotes",
        "topics:\n  - a\nimage:\n  alt: ⟦“⟧A map: the \"north\"”",
    ),
    // `key:value`.
    (
        "yaml-missing-space-after-colon",
        "title⟦:⟧Warm homes\ndate: 2024-01-01",
    ),
    (
        "yaml-missing-space-after-colon",
        "title: Warm homes\ndate⟦:⟧2024-01-01",
    ),
    (
        "yaml-missing-space-after-colon",
        "title⟦:⟧\"Warm: homes\"\ndate: 2024-01-01",
    ),
    (
        "yaml-missing-space-after-colon",
        "slug: a\ntitle⟦:⟧Warm homes: a year\ndate: 2024-01-01",
    ),
    (
        "yaml-text-after-quote",
        "title: \"Warm\" ⟦homes⟧\ndate:2024-01-01",
    ),
    (
        "yaml-missing-space-after-colon",
        "title: Warm homes\nslug⟦:⟧/warm/homes",
    ),
    (
        "yaml-missing-space-after-colon",
        "title⟦:⟧\"Warm homes\"\ndate: 2024-01-01",
    ),
    (
        "yaml-missing-space-after-colon",
        "title: a\nimage:\n  src⟦:⟧a.jpg\n  alt: A map",
    ),
    (
        "yaml-missing-space-after-colon",
        "title: a\nimage:\n  src⟦:⟧a.jpg\n  alt:A map\ndate: 2024-01-01",
    ),
    (
        "yaml-missing-colon",
        "image:\n  ⟦title⟧ a.jpg\n  alt: A map",
    ),
    (
        "yaml-missing-space-after-colon",
        "topics:\n  - a\ndate⟦:⟧2024-01-01\nsummary: b",
    ),
    (
        "yaml-missing-space-after-colon",
        "summary: \"Over\n  two lines\"\nlink⟦:⟧https://example.org\n",
    ),
    (
        "yaml-missing-space-after-colon",
        "عنوان⟦:⟧بيوت\ndate: 2024-01-01",
    ),
    ("yaml-wide-colon", "title⟦：⟧温かい家\ndate: 2024-01-01"),
    (
        "yaml-wide-colon",
        "date: 2024-01-01\ntitle⟦：⟧ 温かい家\nslug: a",
    ),
    // `-item`.
    (
        "yaml-missing-space-after-dash",
        "topics:\n⟦-⟧housing\n-planning\ndate: 2024-01-01",
    ),
    (
        "yaml-missing-space-after-dash",
        "topics:\n  ⟦-⟧housing\n  -planning",
    ),
    (
        "yaml-missing-space-after-dash",
        "topics:\n  - housing\n  ⟦-⟧planning\ndate: 2024-01-01",
    ),
    (
        "yaml-missing-space-after-dash",
        "topics:\n- housing\n⟦-⟧planning\n- transport",
    ),
    (
        "yaml-missing-space-after-dash",
        "topics:\n⟦-⟧\"housing\"\n- planning",
    ),
    (
        "yaml-missing-space-after-dash",
        "topics:\n  ⟦-⟧住宅\n  -計画\ndate: 2024-01-01",
    ),
    ("yaml-bullet", "topics:\n  ⟦*⟧ housing\n  * planning"),
    (
        "yaml-bullet",
        "topics:\n⟦•⟧ housing\n• planning\ndate: 2024-01-01",
    ),
    (
        "yaml-bullet",
        "topics:\n  - housing\n  ⟦–⟧ planning\ndate: 2024-01-01",
    ),
    (
        "yaml-missing-space-after-dash",
        "links:\n  ⟦-⟧title: a\n    url: b\n  - title: c\n    url: d",
    ),
    (
        "yaml-missing-space-after-dash",
        "links:\n  - title: a\n    url: b\n  ⟦-⟧title: c\n    url: d",
    ),
    (
        "yaml-missing-space-after-colon",
        "links:\n  - title⟦:⟧\"a\"\n    url: b",
    ),
    (
        "yaml-missing-colon",
        "topics:\n- a\n\n⟦about⟧ \"Warm homes\"\ndate: 2024-01-01",
    ),
    (
        "yaml-indentation",
        "slug: a\n\n   ⟦title⟧: Warm homes\n\ndate: 2024-01-01",
    ),
    ("yaml-starts-with-special-sign", "topics: [⟦*⟧warm, dry]"),
    (
        "yaml-starts-with-special-sign",
        "topics: [warm, ⟦>⟧50 homes]",
    ),
    // Indentation.
    (
        "yaml-indentation",
        "title: Warm homes\n  ⟦date⟧: 2024-01-01",
    ),
    (
        "yaml-indentation",
        "title: \"Warm homes\"\n ⟦date⟧: 2024-01-01\nslug: a",
    ),
    ("yaml-indentation", "topics:\n  - housing\n ⟦- planning⟧"),
    (
        "yaml-indentation",
        "summary: The council wrote to every tenant in the whole of the old borough\n ⟦topics⟧:\n- housing\ndate: 2024-01-01",
    ),
    (
        "yaml-indentation",
        "topics:\n - housing\n ⟦date⟧: 2024-01-01\nslug: a",
    ),
    ("yaml-indentation", "image:\n    src: a.jpg\n  ⟦alt⟧: A map"),
    (
        "yaml-indentation",
        "links:\n  - title: Report\n   ⟦url⟧: https://example.org",
    ),
    (
        "yaml-indentation",
        "links:\n  - title: Report\n     ⟦url⟧: https://example.org\n  - title: b",
    ),
    (
        "yaml-indentation",
        "  ⟦title⟧: Warm homes\n  slug: a\ndate: 2024-01-01",
    ),
    (
        "yaml-indentation",
        "topics:\n  - \"housing\"\n    ⟦- planning⟧\n  - b",
    ),
    (
        "yaml-indentation",
        "summary: |\n    first\n  ⟦second⟧\ndate: 2024-01-01",
    ),
    (
        "yaml-list-after-value",
        "title: Warm homes\ntopics: housing\n⟦- planning⟧\n- transport",
    ),
    (
        "yaml-list-after-value",
        "title: Warm homes\ntopics: housing\n  ⟦- planning⟧\n  - transport",
    ),
    (
        "yaml-item-indentation",
        "topics:\n- housing\n  ⟦- planning⟧\n  - transport\ndate: 2024-01-01",
    ),
    (
        "yaml-item-indentation",
        "topics:\n  - a\n  - housing\n   ⟦- planning⟧",
    ),
    ("yaml-list-on-key-line", "topics: ⟦-⟧ housing\n  - planning"),
    (
        "yaml-list-on-key-line",
        "topics: ⟦-⟧ housing\ndate: 2024-01-01",
    ),
    // Tabs, and spaces that are none.
    ("yaml-tab", "topics:\n⟦\t⟧- housing\n\t- planning"),
    ("yaml-tab", "image:\n⟦\t⟧src: a.jpg\n\talt: A map"),
    ("yaml-tab", "image:\n  caption:\n  ⟦\t⟧a: b"),
    ("yaml-tab", "summary: |\n⟦\t⟧Some text\ndate: 2024-01-01"),
    ("yaml-tab", "summary: Some text\n⟦\t⟧that goes on: here"),
    (
        "yaml-non-breaking-space",
        "topics:\n⟦\u{a0}\u{a0}⟧- housing\n\u{a0}\u{a0}- planning\ndate: 2024-01-01",
    ),
    (
        "yaml-non-breaking-space",
        "topics:\n-⟦\u{a0}⟧housing\n- planning",
    ),
    (
        "yaml-non-breaking-space",
        "title: a\n⟦\u{a0}⟧date: 2024-01-01",
    ),
    (
        "yaml-non-breaking-space",
        "title:⟦\u{a0}⟧Warm homes\ndate: 2024-01-01",
    ),
    (
        "yaml-non-breaking-space",
        "slug: a\ntitle:⟦\u{a0}⟧\"Warm: homes\"\ndate: 2024-01-01",
    ),
    (
        "yaml-non-breaking-space",
        "authors:\n  -⟦\u{a0}⟧name: a\n    role: b",
    ),
    (
        "yaml-non-breaking-space",
        "updated:\n⟦\u{a0}⟧date: 2024-01-01\ntitle: a",
    ),
    (
        "yaml-non-breaking-space",
        "image:\n  src: a\n⟦\u{a0}⟧date: 2024-01-01",
    ),
    ("yaml-tab", "topics:\n  -⟦\t⟧housing\n  -\t planning"),
    ("yaml-tab", "topics:\n- housing\n⟦\t⟧\ndate: 2024-01-01"),
    (
        "yaml-tab",
        "place:\n  area:\n⟦\t⟧name: a\n\tcode: b\ntitle: c",
    ),
    (
        "yaml-tab",
        "authors:\n    - name: a\n⟦\t⟧role: b\n    - name: c",
    ),
    ("yaml-odd-space", "title: a\n⟦\u{200b}⟧date: 2024-01-01"),
    (
        "yaml-odd-space",
        "title:⟦\u{3000}⟧温かい家\ndate: 2024-01-01",
    ),
    // Text that goes on without being indented.
    (
        "yaml-continuation-not-indented",
        "summary: They are warm\n⟦and they are dry⟧\ndate: 2024-01-01",
    ),
    (
        "yaml-continuation-not-indented",
        "summary: >\n⟦They are warm⟧\nand dry\ndate: 2024-01-01",
    ),
    (
        "yaml-continuation-not-indented",
        "summary: |\n  They are warm\n⟦and dry⟧\ndate: 2024-01-01",
    ),
    (
        "yaml-continuation-not-indented",
        "summary:\n⟦They are warm⟧\ndate: 2024-01-01",
    ),
    (
        "yaml-continuation-not-indented",
        "image:\n  alt: A map\n  ⟦of the north⟧\n  src: a.jpg",
    ),
    (
        "yaml-continuation-not-indented",
        "summary: They are warm\n\n⟦and they are dry⟧\ndate: 2024-01-01",
    ),
    (
        "yaml-continuation-not-indented",
        "topics:\n  - housing\n⟦and planning⟧\ndate: 2024-01-01",
    ),
    (
        "yaml-continuation-not-indented",
        "summary: |\n⟦<p>They are warm</p>⟧\ndate: 2024-01-01",
    ),
    (
        "yaml-continuation-not-indented",
        "summary: >-\n\n⟦They are warm⟧\ndate: 2024-01-01",
    ),
    (
        "yaml-continuation-not-indented",
        "slug: war\n⟦m⟧\ndate: 2024-01-01",
    ),
    // Signs that YAML keeps for itself.
    ("yaml-starts-with-special-sign", "contact: ⟦@⟧council"),
    (
        "yaml-starts-with-special-sign",
        "contact:\n  - ⟦@⟧council\n  - b",
    ),
    ("yaml-starts-with-special-sign", "title: ⟦`⟧code` matters"),
    ("yaml-starts-with-special-sign", "title: ⟦%⟧ of homes"),
    ("yaml-starts-with-special-sign", "title: ⟦*⟧New* homes"),
    ("yaml-starts-with-special-sign", "title: ⟦*⟧*Warm** homes"),
    (
        "yaml-starts-with-special-sign",
        "⟦*⟧*title**: Warm homes\ndate: 2024-01-01",
    ),
    (
        "yaml-starts-with-special-sign",
        "slug: a\n⟦*⟧title: Warm homes\ndate: 2024-01-01",
    ),
    (
        "yaml-starts-with-special-sign",
        "slug: a\n⟦!⟧title: Warm homes\ndate: 2024-01-01",
    ),
    (
        "yaml-starts-with-special-sign",
        "slug: a\n⟦@⟧title: Warm homes\ndate: 2024-01-01",
    ),
    (
        "yaml-starts-with-special-sign",
        "topics:\n- ⟦*⟧*Warm**: homes\n- b",
    ),
    ("yaml-starts-with-special-sign", "title: ⟦&⟧ more"),
    ("yaml-starts-with-special-sign", "title: ⟦&⟧тепло и сухо"),
    (
        "yaml-starts-with-special-sign",
        "title: ⟦[⟧Warm homes](https://example.org)",
    ),
    (
        "yaml-starts-with-special-sign",
        "title: ⟦[⟧Draft] Warm homes",
    ),
    (
        "yaml-starts-with-special-sign",
        "topics:\n  - ⟦[⟧ ] housing\n  - [x] planning",
    ),
    (
        "yaml-starts-with-special-sign",
        "image: ⟦{{⟧ site.url }}/a.jpg",
    ),
    (
        "yaml-starts-with-special-sign",
        "image:\n  src: ⟦{{⟧ site.url }}/a.jpg\n  alt: b",
    ),
    (
        "yaml-starts-with-special-sign",
        "image: ⟦{{⟧ \"a.jpg\" | url }}#top",
    ),
    ("yaml-starts-with-special-sign", "title: ⟦|⟧ Warm homes"),
    (
        "yaml-starts-with-special-sign",
        "summary: ⟦>⟧ Warm homes\n  and dry ones",
    ),
    ("yaml-starts-with-special-sign", "title: ⟦>⟧50 homes"),
    ("yaml-starts-with-special-sign", "title: ⟦!⟧நல்ல வீடு"),
    ("yaml-starts-with-special-sign", "title: ⟦,⟧ and more"),
    ("yaml-starts-with-special-sign", "title: ⟦]⟧ and more"),
    (
        "yaml-starts-with-special-sign",
        "topics: [housing, ⟦@⟧council]",
    ),
    (
        "yaml-starts-with-special-sign",
        "topics: [housing, ⟦#⟧warm, dry]",
    ),
    (
        "yaml-bracket-not-closed",
        "topics: ⟦[⟧housing, planning\ndate: 2024-01-01",
    ),
    (
        "yaml-bracket-not-closed",
        "topics: ⟦[⟧housing,\n  planning,\ndate: 2024-01-01",
    ),
    (
        "yaml-bracket-not-closed",
        "topics: ⟦[⟧housing, planning)\ndate: 2024-01-01",
    ),
    (
        "yaml-bracket-not-opened",
        "topics: housing, planning⟦]⟧\ndate: 2024-01-01",
    ),
    (
        "yaml-bracket-not-closed",
        "topics: [housing, planning⟦}⟧\ndate: 2024-01-01",
    ),
    ("yaml-bracket-not-closed", "contact: {name: a⟦]⟧"),
    (
        "yaml-text-after-bracket",
        "topics: [housing, planning]⟦, transport⟧",
    ),
    (
        "yaml-text-after-bracket",
        "topics: [housing]⟦, [planning]⟧ # two",
    ),
    (
        "yaml-text-after-bracket",
        "topics: [housing, planning]⟦]⟧\ndate: 2024-01-01",
    ),
    (
        "yaml-text-after-quote",
        "topics: [\"housing\" ⟦planning⟧, transport]",
    ),
    ("yaml-comma-twice", "topics: [housing,⟦,⟧ planning]"),
    ("yaml-comma-twice", "topics: [⟦,⟧ housing, planning]"),
    (
        "yaml-comma-missing",
        "contact: {name: Ada, email: a@example.org ⟦phone⟧: 5}",
    ),
    ("yaml-comma-missing", "topics: [\"housing⟦\"⟧ \"planning\"]"),
    ("yaml-backslash", "topics: [a, \"50⟦\\%⟧ of it\"]"),
    ("yaml-backslash", "image: \"C:⟦\\U⟧sers\\warm\""),
    ("yaml-backslash", "title: \"A ⟦\\d⟧ or it's \\w\""),
    ("front-matter-not-a-map", "⟦Warm homes⟧"),
    ("front-matter-not-a-map", "\n⟦\"Warm homes\"⟧"),
    // Two versions.
    (
        "merge-conflict",
        "title: a\n⟦<<<<<<<⟧ HEAD\ndate: 2024-01-01\n=======\ndate: 2024-01-02\n>>>>>>> main",
    ),
    (
        "merge-conflict",
        "title: a\n⟦<<<<<<<⟧ HEAD\ndate: a\n||||||| base\ndate: b\n=======\ndate: c: d\n>>>>>>> main",
    ),
    (
        "merge-conflict",
        "title: a\n⟦<<<<<<<⟧ HEAD\n=======\ndate: 2024-01-02\n>>>>>>> main",
    ),
    (
        "merge-conflict",
        "title: a\n⟦>>>>>>>⟧ main\ndate: 2024-01-01",
    ),
    (
        "merge-conflict",
        "title: a\n⟦=======⟧\ndate: 2024-01-02\n>>>>>>> main",
    ),
    // Keys that stand twice.
    ("yaml-duplicate-key", "image:\n  src: a\n  ⟦src⟧: b"),
    (
        "yaml-duplicate-key",
        "title: a\ntopics:\n  - b\n⟦title⟧: a\ndate: 2024-01-01",
    ),
    ("yaml-duplicate-key", "title: a\n⟦title⟧:\ndate: 2024-01-01"),
    (
        "yaml-duplicate-key",
        "topics:\n- a\n- b\ndate: 2024-01-01\n⟦topics⟧:\n- c",
    ),
    ("yaml-duplicate-key", "title: a\n'⟦title⟧': b\n\"title\": c"),
    (
        "yaml-duplicate-key",
        "links:\n  - title: a\n    ⟦title⟧: b\n  - title: c\n    url: d",
    ),
    (
        "yaml-duplicate-key",
        "summary: |\n  title: a\n  title: b\nimage:\n  alt: title\ntitle: c\n⟦title⟧: d",
    ),
    // Others.
    (
        "yaml-missing-colon",
        "topics:\n  - a\n⟦links⟧\n  - b\ndate: 2024-01-01",
    ),
    ("yaml-missing-colon", "⟦title⟧ Warm homes\ndate: 2024-01-01"),
    (
        "yaml-missing-colon",
        "date: 2024-01-01\n⟦title⟧ = Warm homes\nslug: a",
    ),
    (
        "yaml-missing-colon",
        "date: 2024-01-01\n⟦title⟧ – Warm homes\nslug: a",
    ),
    (
        "yaml-missing-colon",
        "title: \"Warm homes\"\n⟦place⟧ - Elm Street\nslug: a",
    ),
    (
        "yaml-missing-colon",
        "title: Warm homes\n⟦weight⟧ 7\nslug: a",
    ),
    (
        "yaml-missing-colon",
        "title: \"Warm homes\"\n⟦lead_office⟧ Ystrad\nslug: a",
    ),
    (
        "yaml-missing-colon",
        "title: Warm homes\n⟦remark⟧ – |\n  Call us.\nslug: a",
    ),
    (
        "yaml-missing-colon",
        "title: Warm homes\n⟦contact⟧ {name: Ada, email: a@example.org}\nslug: a",
    ),
    (
        "yaml-missing-colon",
        "title: Warm homes\n⟦topics⟧ [housing, health]\nslug: a",
    ),
    (
        "yaml-html-comment",
        "topics: ⟦<!--⟧ one of: housing -->\n  - housing",
    ),
    (
        "yaml-html-comment",
        "title: a\n⟦<!--⟧ date: 2024-01-01 -->x\nsummary: b: c",
    ),
    (
        "yaml-html-comment",
        "title: a\n⟦<!--⟧\nwrite here\n-->\ndate: 2024-01-01",
    ),
    ("yaml-control-character", "title: Warm⟦\u{9d}⟧ homes"),
    (
        "yaml-control-character",
        "title: a\nsummary: \"It\nis⟦\u{8}⟧ warm\"\ndate: 2024-01-01",
    ),
    (
        "yaml-control-character",
        "title: Warm⟦\u{2028}⟧homes\ndate: 2024-01-01",
    ),
    (
        "yaml-control-character",
        "title: Warm⟦\r⟧homes\ndate: 2024-01-01",
    ),
    (
        "yaml-control-character",
        "summary: |\n  Warm⟦\u{2028}⟧homes\ndate: 2024-01-01",
    ),
    (
        "yaml-control-character",
        "# a⟦\u{85}⟧note\ntitle: Warm homes",
    ),
    (
        "yaml-text-after-quote",
        "title: \"Warm homes\"\nlinks:\n  - title: 'A' ⟦and B⟧\n    url: c",
    ),
];

/// What a mend makes of front matter, where another would parse as well.
const MENDS: &[(&str, &str)] = &[
    // Notes are no part of the value above them, as those of the template that stand above each
    // key.
    (
        "title: Warm homes: street by street\n# One or two sentences.\nsummary:",
        "title: \"Warm homes: street by street\"\n# One or two sentences.\nsummary:",
    ),
    (
        "body: @Anytown\n# To use one, delete the #:\n#image:\n#  src: a",
        "body: \"@Anytown\"\n# To use one, delete the #:\n#image:\n#  src: a",
    ),
    (
        "summary: “Homes: one street”\n# When\ndate: 2024",
        "summary: \"Homes: one street\"\n# When\ndate: 2024",
    ),
    (
        "title: \"Warm\n# One or \"two\" lines\nsummary: a",
        "title: \"Warm\"\n# One or \"two\" lines\nsummary: a",
    ),
    (
        "title: \"Warm # One or two\nsummary: a",
        "title: \"Warm\" # One or two\nsummary: a",
    ),
    (
        "title: \"Our #1 home\nsummary: a",
        "title: \"Our #1 home\"\nsummary: a",
    ),
    (
        "topics: [Housing, Health)\n# When\ndate: 2024",
        "topics: [Housing, Health]\n# When\ndate: 2024",
    ),
    (
        "topics: [Housing,\n# one more\n  Health\n# When\ndate: 2024",
        "topics: [Housing,\n# one more\n  Health]\n# When\ndate: 2024",
    ),
    (
        "title: \"Warm\" homes\n# When\ndate: 2024",
        "title: '\"Warm\" homes'\n# When\ndate: 2024",
    ),
    (
        "title: The \"warm\": homes\n# When\ndate: 2024",
        "title: 'The \"warm\": homes'\n# When\ndate: 2024",
    ),
    (
        "summary: \"Over\n# two\n  lines\" again\n# When\ndate: 2024",
        "summary: '\"Over\n# two\n  lines\" again'\n# When\ndate: 2024",
    ),
    (
        "title: Warm homes\n# When\n date: 2024",
        "title: Warm homes\n# When\ndate: 2024",
    ),
    (
        "topics: Housing\n#- Energy\n- Health",
        "topics:\n- Housing\n#- Energy\n- Health",
    ),
    (
        "topics: - Housing\n#- Energy\n- Health",
        "topics:\n- Housing\n#- Energy\n- Health",
    ),
    (
        "summary: |\nHomes\n# of all sizes\nare warm\n# When\ndate: 2024",
        "summary: |\n  Homes\n  # of all sizes\n  are warm\n# When\ndate: 2024",
    ),
    // A colon missing in a group of keys.
    (
        "contact:\n  name Housing team\n  email: a@example.org",
        "contact:\n  name: Housing team\n  email: a@example.org",
    ),
    (
        "contact:\n  name: Housing team\n  email a@example.org",
        "contact:\n  name: Housing team\n  email: a@example.org",
    ),
    (
        "contact:\n  name: Housing team\n    email a@example.org",
        "contact:\n  name: Housing team\n  email: a@example.org",
    ),
    (
        "links:\n- title: a\n  url https://example.org\n# b\ndraft: true",
        "links:\n- title: a\n  url: https://example.org\n# b\ndraft: true",
    ),
    (
        "links:\n- title: a\n  url https://example.org\n- url: b",
        "links:\n- title: a\n  url: https://example.org\n- url: b",
    ),
    (
        "links:\n- title:\u{a0}a\n   url: b",
        "links:\n- title: a\n  url: b",
    ),
    (
        "links:\n- title Our report\n  url:https://example.org",
        "links:\n- title: Our report\n  url: https://example.org",
    ),
    (
        "links:\n- title: a\nurl: b\n- title: c\n  url: d",
        "links:\n- title: a\n  url: b\n- title: c\n  url: d",
    ),
    (
        "title: a\n# b\norganisation Anytown\n# c\ndraft: true",
        "title: a\n# b\norganisation: Anytown\n# c\ndraft: true",
    ),
    ("title: a\n# b\ndraft true", "title: a\n# b\ndraft: true"),
    (
        "organisation： \"Anytown: homes\"\ndate: 2024",
        "organisation: \"Anytown: homes\"\ndate: 2024",
    ),
    (
        "contact: \"\n  name: Housing team\n  email: a@example.org",
        "contact:\n  name: Housing team\n  email: a@example.org",
    ),
    (
        "topics: \"\n- Housing\n- Energy",
        "topics:\n- Housing\n- Energy",
    ),
    (
        "links: \"\n- title: \"a: b\"\n  url: c",
        "links:\n- title: \"a: b\"\n  url: c",
    ),
    (
        "summary: A council\n  insulated homes.\n date: 2024",
        "summary: A council\n  insulated homes.\ndate: 2024",
    ),
    (
        "organisation \"Anytown: homes\"\ntitle: a",
        "organisation: \"Anytown: homes\"\ntitle: a",
    ),
    (
        "organisation = \"Anytown: homes\"\ntitle: a",
        "organisation: \"Anytown: homes\"\ntitle: a",
    ),
    (
        "title Warm homes: one street\ndraft: true",
        "title: \"Warm homes: one street\"\ndraft: true",
    ),
    (
        "contact:\n  name: Housing team\nemail: a@example.org",
        "contact:\n  name: Housing team\n  email: a@example.org",
    ),
    (
        "contact:\nname: Housing team\nemail: a@example.org",
        "contact:\n  name: Housing team\n  email: a@example.org",
    ),
    (
        "summary: A council\n  insulated homes.\n  date: 2024",
        "summary: A council\n  insulated homes.\ndate: 2024",
    ),
    (
        "summary: >\n  A council\n  insulated homes.\n date: 2024",
        "summary: >\n  A council\n  insulated homes.\ndate: 2024",
    ),
    // Items of a list.
    (
        "topics:\n- Housing\nEnergy\n- Health",
        "topics:\n- Housing\n- Energy\n- Health",
    ),
    (
        "topics:\n- Housing\n Energy\n Health",
        "topics:\n- Housing\n- Energy\n- Health",
    ),
    (
        "topics:\n- Housing\n#- Health\nEnergy\n# b\ndate: 2024",
        "topics:\n- Housing\n#- Health\n- Energy\n# b\ndate: 2024",
    ),
    ("topics:\nHousing\n- Energy", "topics:\n- Housing\n- Energy"),
    (
        "topics:\n  Housing\n  - Energy",
        "topics:\n  - Housing\n  - Energy",
    ),
    (
        "topics:\n- Housing\n-- Energy",
        "topics:\n- Housing\n- Energy",
    ),
    (
        "topics:\n  -- Housing\n  - Energy",
        "topics:\n  - Housing\n  - Energy",
    ),
    (
        "topics: \"Housing\", \"Health\" # b\ndate: 2024",
        "topics: [\"Housing\", \"Health\"] # b\ndate: 2024",
    ),
    ("title: \"Warm\", \"dry\"", "title: '\"Warm\", \"dry\"'"),
    (
        "links:\n- title: a\n  url: b\n• title: c\n  url: d",
        "links:\n- title: a\n  url: b\n- title: c\n  url: d",
    ),
];

/// Whole files whose bounds have a slip, and another slip between them.
const FILES_MENDED: &[(&str, &str)] = &[
    // Nothing that looks like a key may become text.
    (
        "---\ntitle: a\nsummary: A council\none street\ndate: 2024\ndraft: true\n\n## Text\n\nMore.",
        "---\ntitle: a\nsummary: A council\n  one street\ndate: 2024\ndraft: true\n---\n\n## Text\n\nMore.",
    ),
    (
        "---\ntitle: a\nsummary A council\ndate: 2024\n----\n\n## Text\n\nMore.",
        "---\ntitle: a\nsummary: A council\ndate: 2024\n---\n\n## Text\n\nMore.",
    ),
    (
        "---\ntitle: a\nsummary: A council\none street\n--\n\nMore.",
        "---\ntitle: a\nsummary: A council\n  one street\n---\n\nMore.",
    ),
    (
        "---\ntitle: a\ntopics:\n- b\n• c\n- - -\n\nMore.",
        "---\ntitle: a\ntopics:\n- b\n- c\n---\n\nMore.",
    ),
    (
        "---\n# a\ntitle: a\n# b\norganisation Anytown\n#image:\n#  src: b\n# c\ndraft: true\n\n## Text\n\nMore.",
        "---\n# a\ntitle: a\n# b\norganisation: Anytown\n#image:\n#  src: b\n# c\ndraft: true\n---\n\n## Text\n\nMore.",
    ),
    (
        "–-\n# a\ntitle Warm\n# b\ndate: 2024\n---\n\nMore.",
        "---\n# a\ntitle: Warm\n# b\ndate: 2024\n---\n\nMore.",
    ),
    (
        "----\n# a\ntitle:Warm\n# b\ndate: 2024\n---\n\nMore.",
        "---\n# a\ntitle: Warm\n# b\ndate: 2024\n---\n\nMore.",
    ),
    (
        "# a\ntitle Warm\n# b\ndate: 2024\n---\n\nMore.",
        "---\n# a\ntitle: Warm\n# b\ndate: 2024\n---\n\nMore.",
    ),
];

/// What needs an author's judgement, so that no mend is offered.
const WITHIN_UNMENDED: &[(&str, &str)] = &[
    (
        "yaml-stray-text",
        "slug: a\n⟦: Warm homes⟧\ndate: 2024-01-01",
    ),
    (
        "yaml-stray-text",
        "summary: They are warm\n# a note\n  ⟦and dry⟧\ndate: 2024-01-01",
    ),
    (
        "yaml-stray-text",
        "title: \"a\"\n⟦and more words⟧\ndate: 2024-01-01",
    ),
    (
        "yaml-list-after-value",
        "title: \"a\"\ndate: 2024-01-01\n\n⟦- housing⟧",
    ),
    ("front-matter-not-a-map", "⟦- housing⟧\n- planning"),
    ("front-matter-not-a-map", "⟦Warm homes⟧\nand more"),
    ("front-matter-not-a-map", "⟦- housing⟧\ntitle: a"),
];

/// Whole files.
const FILES: &[(&str, &str)] = &[
    ("front-matter-four-dashes", "⟦----⟧\ntitle: a\n---\ntext"),
    ("front-matter-bad-delimiter", "⟦--⟧\ntitle: a\n---\ntext"),
    ("front-matter-bad-delimiter", "⟦—-⟧\ntitle: a\n—-\n\ntext"),
    (
        "front-matter-bad-delimiter",
        "⟦–––⟧\ntitle: a: b\n---\ntext",
    ),
    ("front-matter-bad-delimiter", "⟦ ⟧---\ntitle: a\n---\ntext"),
    (
        "front-matter-bad-delimiter",
        "⟦---yaml⟧\ntitle: a\n---\ntext",
    ),
    ("front-matter-bad-delimiter", "⟦***⟧\ntitle: a\n***\ntext"),
    (
        "front-matter-bad-delimiter",
        "⟦+++⟧\ntitle = \"a\"\ndate = 2024-01-01\n+++\ntext",
    ),
    (
        "front-matter-bad-delimiter",
        "⟦```yaml⟧\ntitle: a\n```\ntext\n\n```\ncode\n```\n",
    ),
    ("front-matter-bad-delimiter", "⟦```⟧\ntitle: a\n---\ntext"),
    ("front-matter-four-dashes", "---\ntitle: a\n⟦----⟧\ntext"),
    ("front-matter-not-closed", "---\ntitle: a\n⟦--⟧\ntext\n"),
    (
        "front-matter-four-dashes",
        "---\ntitle: a\n⟦-----⟧\ntext\n\n---\n\nmore text",
    ),
    ("front-matter-not-closed", "---\ntitle: a\n⟦—⟧\n\ntext"),
    ("front-matter-not-closed", "---\ntitle: a\n⟦ ⟧---\n\ntext"),
    (
        "front-matter-not-closed",
        "---\ntitle: \"a\"\n⟦ ⟧---\n\ntext\n\n---\n\nmore",
    ),
    (
        "front-matter-not-closed",
        "---\ntitle: a\n⟦- - -⟧\n\ntext\n\n---\n\nmore",
    ),
    (
        "yaml-missing-space-after-colon",
        "---\ntitle⟦:⟧only this\n---\ntext",
    ),
    (
        "front-matter-not-closed",
        "⟦---⟧\ntitle: a\ndate: 2024-01-01\n\nThe text begins.",
    ),
    (
        "front-matter-not-closed",
        "⟦---⟧\ntitle: a\ntopics:\n- b\n\n## Heading\n\nThe text begins.",
    ),
    (
        "front-matter-not-closed",
        "⟦---⟧\ntitle: a: b\nsummary: \"Over\ntwo lines\"\n\nThe text begins.",
    ),
    ("front-matter-not-closed", "⟦---⟧\ntitle: a"),
    (
        "front-matter-not-closed",
        "⟦---⟧\ntitle: a\n\nThe text begins.\n\n---\n\nIt ends.",
    ),
    (
        "front-matter-not-closed",
        "⟦---⟧\ntitle: a\n\n# Heading\n\nThe text begins.\n\n---\n\nIt ends.",
    ),
    (
        "front-matter-not-closed",
        "⟦---⟧\ntitle: a\nimport B from 'b'\n\nnote: c\n\n---\n\nMore.",
    ),
    (
        "front-matter-no-opening",
        "⟦title⟧: a\ndate: 2024-01-01\n---\ntext",
    ),
    ("front-matter-no-opening", "⟦title⟧: a: b\n---\ntext"),
    (
        "front-matter-no-opening",
        "⟦title⟧: a\ndate: 2024-01-01\n\nThe text begins.",
    ),
    (
        "front-matter-no-opening",
        "⟦⟧\ntitle: a\ndate: 2024-01-01\n---\ntext",
    ),
    (
        "front-matter-no-opening",
        "⟦#⟧ a note\ntitle: a\ndate: 2024-01-01\n---\ntext",
    ),
    (
        "front-matter-no-opening",
        "⟦{⟧\n  \"title\": \"a: b\"\n}\n\nThe text begins.",
    ),
    ("front-matter-no-opening", "⟦{⟧ \"title\": \"a\" }\n"),
    (
        "front-matter-bad-delimiter",
        "--- ⟦title: a⟧\ndate: 2024-01-01\n---\ntext",
    ),
    ("front-matter-empty", "⟦---⟧\n\n---\ntitle: a\n---\ntext"),
    (
        "front-matter-four-dashes",
        "⟦----⟧\n# a note\ntitle: a\n---\ntext",
    ),
    (
        "front-matter-text-before",
        "⟦Draft for review⟧\n---\ntitle: a\n---\ntext",
    ),
    (
        "front-matter-text-before",
        "\n⟦<!-- a note -->⟧\n\n---\ntitle: a\n---\ntext",
    ),
    (
        "front-matter-text-before",
        "⟦Status: draft⟧\n\n---\ntitle: a: b\n---\ntext",
    ),
    (
        "front-matter-missing",
        "⟦# Warm homes: \"one\" year⟧\n\nThe text begins.",
    ),
    (
        "merge-conflict",
        "⟦<<<<<<<⟧ HEAD\n---\ntitle: a\n---\n=======\n---\ntitle: b\n---\n>>>>>>> x\n",
    ),
    (
        "merge-conflict",
        "⟦<<<<<<<⟧ HEAD\n\u{feff}---\ntitle: a\n=======\n---\ntitle: b\n>>>>>>> x\n---\nText.\n",
    ),
    (
        "merge-conflict",
        "---\n⟦<<<<<<<⟧ HEAD\ntitle: a\n---\nOur text.\n=======\ntitle: b\n---\nTheir text.\n>>>>>>> x\n",
    ),
    (
        "front-matter-not-a-map",
        "---\n⟦- housing⟧\n---\ntitle: a\n---\ntext",
    ),
    (
        "front-matter-not-a-map",
        "---\n  ⟦- housing⟧\n---\n<!-- a note -->\n---\ntitle: a\n---\ntext",
    ),
];

/// Whole files for which no mend is offered.
const FILES_UNMENDED: &[(&str, &str)] = &[
    ("front-matter-empty-file", "⟦⟧"),
    ("front-matter-empty-file", "⟦⟧\n\n"),
    ("front-matter-empty", "⟦---⟧\n---\ntext"),
    ("front-matter-empty", "⟦---⟧\n\n# title: a\n---\ntext"),
    (
        "front-matter-missing",
        "⟦The text begins at once.⟧\n\nIt ends.",
    ),
    ("front-matter-missing", "⟦<p>The text</p>⟧"),
];

/// Front matter that parses, however odd it looks, and must be left alone.
const SOUND: &[&str] = &[
    "title: Warm homes",
    "title: 10:30 to 11:30",
    "title: https://example.org/a?b=c#d",
    "title: “Warm” homes",
    "title: “Warm homes”",
    "title: It's \"warm\" & dry, 50% off! (really) [draft] {x} @home",
    "title: \"Warm: homes\" # a comment: here",
    "title: 'Don''t wait'",
    "title: \"She said \\\"yes\\\": so \\u00e9\"",
    "title: \"C:\\\\Users\"",
    "title: C:\\Users",
    "title: a - b -c – d",
    "title: -5",
    "key with spaces : value\n\"quoted key\": b\n'also': c",
    "summary: \"Over\ntwo lines: here\n\nand - more\"\ndate: 2024-01-01",
    "date of award: 2024\nname: a\ncontact:\n  name: b\nlinks:\n- title: c\n  url: d",
    "summary: Over\n  two lines\n\n  and more\ndate: 2024-01-01",
    "summary: |\n  key: value\n  - item\n   deeper\n\n  \"open\n  # not a comment\ndate: 2024-01-01",
    "summary: >-  # folded\n    text: here\n\n    more\ndate: 2024-01-01",
    "topics:\n- a\n- b\ndate: 2024-01-01",
    "topics:\n  - a\n  - \"b: c\"\n  - 'd'\ndate: 2024-01-01",
    "topics: [a, \"b: c\", 'd', e f]\ndate: 2024-01-01",
    "topics: [\n  a,\n  b, # c\n]\ndate: 2024-01-01",
    "topics: {a: b, c: [d, e]}",
    "{title: a, topics: [b]}",
    "links:\n  - title: a\n    url: https://example.org\n  - title: b\n    url: c\n    more:\n      - d\n  -\n    title: e",
    "topics:\n  - - a\n    - b\n  - c",
    "a:\n  b:\n    c: d\n  e: f\ng: h",
    "topics: # a comment\n  - a\n  # b\n  - c\n",
    "topics:\n\n  - a\n\n  - b\n\ndate:\ntitle: x",
    "image: &i\n  src: a\nother: *i",
    "title: !!str 5\ncolour: #fff",
    "title:\n  Below the key\n  over two lines\ndate: 2024-01-01",
    "title:\t Warm\t\ndate: 2024-01-01",
    "offset:\n  -5\ntitle: a",
    "title: 温かい家：一年目\n副題: 「はい」",
    "title: Was „warm“ heißt",
    "title: Warm homes\n  - a first year\ndate: 2024-01-01",
    "topics:\n  - The council wrote to every tenant in the whole of the borough\n    - and then it waited\n  - a",
    "note: |\n  a\n    - b\n    - c\ndate: 2024-01-01",
    "title: a\n...",
    "title: >\n\n  a\n",
    "? title\n: a",
    "title: \"a\n  b: c\n  - d\"\ntopics:\n  - e",
];

/// The keys of a library with a facet and a field.
fn known() -> Known<'static> {
    let keys = vec![
        "title",
        "summary",
        "date",
        "topics",
        "organisation",
        "image",
        "contact",
        "links",
        "draft",
    ];
    let parts: [(&str, &[&str]); 3] = [
        ("image", &["src", "alt"]),
        ("contact", &["name", "email"]),
        ("links", &["title", "url"]),
    ];
    Known {
        keys,
        parts: parts.to_vec(),
    }
}

/// What the parser and this module say of a file together, as `parse` will ask them.
fn check(text: &str) -> Option<Mistake> {
    let known = known();
    let yaml = match split(text, &known) {
        Split::Mistake(mistake) => return Some(mistake),
        Split::Front { yaml, .. } => yaml,
    };
    match serde_yaml::from_str::<serde_yaml::Value>(&text[yaml.clone()]) {
        Ok(_) => explain(text, yaml, None, &known),
        Err(error) => {
            let offset = error.location().map(|place| yaml.start + place.index());
            explain(text, yaml, Some((&error.to_string(), offset)), &known)
        }
    }
}

/// Says what is wrong with how `marked` is judged, if anything.
fn judged(rule: &str, marked: &str, mends: bool) -> Option<String> {
    let text = marked.replace(['⟦', '⟧'], "");
    let start = marked.find('⟦')?;
    let end = marked.find('⟧')? - '⟦'.len_utf8();
    let Some(found) = check(&text) else {
        return Some(format!("nothing found in\n{marked}"));
    };
    if found.rule.name() != rule || found.span != (start..end) {
        let at = text.get(found.span.clone()).unwrap_or("nowhere");
        return Some(format!(
            "{} at `{at}` {:?}, not {rule} in\n{marked}",
            found.rule, found.span
        ));
    }
    if found.message.ends_with('.')
        || found.message.contains('\n')
        || found.help.is_empty()
        || found.label.is_empty()
    {
        return Some(format!("words missing or ill-formed: {found:?}"));
    }
    let after = mended(&text, &found.fix);
    const CHOOSES: [&str; 3] = [
        "yaml-duplicate-key",
        "merge-conflict",
        "front-matter-not-a-map",
    ];
    if !CHOOSES.contains(&rule)
        && !found.message.contains("yaml`")
        && !keeps_every_letter(&text, &after)
    {
        return Some(format!("the mend takes a letter out\n{after}"));
    }
    let left = check(&after).filter(|_| mends);
    left.map(|left| format!("the mend leaves {} ({})\n{after}", left.rule, left.message))
}

fn assert_judged(samples: impl Iterator<Item = (&'static str, String, bool)>) {
    let failures: Vec<String> = samples
        .filter_map(|(rule, marked, mends)| judged(rule, &marked, mends))
        .collect();
    assert!(
        failures.is_empty(),
        "{} fail:\n\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}

fn within() -> impl Iterator<Item = (&'static str, &'static str, bool)> {
    let mended = WITHIN.iter().map(|(rule, yaml)| (*rule, *yaml, true));
    mended.chain(
        WITHIN_UNMENDED
            .iter()
            .map(|(rule, yaml)| (*rule, *yaml, false)),
    )
}

#[test]
fn each_slip_is_named_at_its_characters_and_mended() {
    assert_judged(
        within().map(|(rule, yaml, mends)| (rule, format!("---\n{yaml}\n---\n\nText.\n"), mends)),
    );
}

#[test]
fn a_mend_takes_no_more_than_what_is_wrong() {
    for (before, after) in MENDS {
        let text = format!("---\n{before}\n---\n\nText.\n");
        let found = check(&text).unwrap_or_else(|| panic!("nothing found in {text}"));
        assert_eq!(
            mended(&text, &found.fix),
            format!("---\n{after}\n---\n\nText.\n"),
            "{found:?}"
        );
    }
}

#[test]
fn a_mend_of_the_bounds_leaves_no_key_outside() {
    for (before, after) in FILES_MENDED {
        let found = check(before).expect("it has a mistake");
        assert_eq!(mended(before, &found.fix).trim_end(), *after, "{found:?}");
        assert!(found.help.contains("; in line "), "{found:?}");
    }
}

#[test]
fn a_note_below_a_slip_stays_a_note() {
    let note = "# A note: \"what\" it [holds";
    let noted = |yaml: &str| format!("---\n{yaml}\n{note}\nlast: a\n---\n\nText.\n");
    let apt = |(rule, yaml, mends): &(&str, &str, bool)| {
        rule.starts_with("yaml") && !yaml.starts_with("  ⟦") && *mends
    };
    assert_judged(
        within()
            .filter(apt)
            .map(|(rule, yaml, mends)| (rule, noted(yaml.trim_end()), mends)),
    );
    for (_, yaml, _) in within().filter(apt) {
        let text = noted(yaml.trim_end()).replace(['⟦', '⟧'], "");
        let after = check(&text)
            .map(|found| mended(&text, &found.fix))
            .unwrap_or_default();
        assert!(after.contains(&format!("\n{note}\nlast: a\n")), "{after}");
    }
}

#[test]
fn windows_line_ends_change_nothing() {
    assert_judged(within().map(|(rule, yaml, mends)| {
        (
            rule,
            format!("---\n{yaml}\n---\n\nText.\n").replace('\n', "\r\n"),
            mends,
        )
    }));
}

#[test]
fn a_slip_is_found_below_other_keys_and_above_a_rule_in_the_text() {
    let above = "lang: cy\npobl:\n  - Siân\n新聞: |\n  a: b\n\n  c\nnote: \"x\ny: z\"";
    let place = |yaml: &str| format!("\n---\n{above}\n{yaml}\n---\n\nText.\n\n---\n\nMore.\n");
    let lower = |&(rule, yaml, _): &(&str, &str, bool)| {
        rule.starts_with("yaml") && !yaml.starts_with("  ⟦")
    };
    assert_judged(
        within()
            .filter(lower)
            .map(|(rule, yaml, mends)| (rule, place(yaml), mends)),
    );
}

#[test]
fn a_slip_is_found_a_level_further_in() {
    let nested = |yaml: &str| {
        format!(
            "---\nouter:\n  {}\nlast: a\n---\n",
            yaml.replace('\n', "\n  ")
        )
    };
    let apt = |&(rule, yaml, _): &(&str, &str, bool)| {
        rule.starts_with("yaml")
            && !yaml.contains(['\t', '\u{a0}', '\u{200b}', '<', '>'])
            && !yaml.starts_with("  ⟦")
    };
    assert_judged(
        within()
            .filter(apt)
            .map(|(rule, yaml, mends)| (rule, nested(yaml), mends)),
    );
}

#[test]
fn a_file_that_bounds_its_front_matter_wrongly_is_told_where() {
    let mended = FILES
        .iter()
        .map(|(rule, file)| (*rule, file.to_string(), true));
    assert_judged(
        mended.chain(
            FILES_UNMENDED
                .iter()
                .map(|(rule, file)| (*rule, file.to_string(), false)),
        ),
    );
}

#[test]
fn what_parses_is_left_alone() {
    for yaml in SOUND {
        for text in [
            format!("---\n{yaml}\n---\nText.\n"),
            format!("---\n{yaml}\n---\nText.\n").replace('\n', "\r\n"),
        ] {
            assert_eq!(check(&text), None, "{text}");
        }
    }
}

#[test]
fn sound_lines_above_a_slip_are_not_blamed() {
    for yaml in SOUND
        .iter()
        .filter(|yaml| !yaml.starts_with(['{', '?']) && !yaml.ends_with("..."))
    {
        let text = format!("---\n{yaml}\nlast: a: b\n---\nText.\n");
        assert_eq!(
            check(&text).map(|found| found.rule.name()),
            Some("yaml-colon-in-value"),
            "{text}"
        );
    }
}

#[test]
fn every_cut_of_every_sample_gets_an_answer() {
    for (_, yaml, _) in within() {
        let text = format!("---\n{}\n---\n", yaml.replace(['⟦', '⟧'], ""));
        for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
            let cut = format!("{}\n---\n", &text[..end]);
            if let Some(found) = check(&cut) {
                assert!(
                    cut.get(found.span.clone())
                        .is_some_and(|at| !at.contains('\n')),
                    "{cut}{found:?}"
                );
                check(&mended(&cut, &found.fix));
            }
        }
    }
}

/// Every sample and every cut of one, a line of dashes below some of them.
#[test]
fn a_file_that_is_yaml_as_a_whole_is_told_nothing_of_front_matter_or_a_text_below() {
    let below = [
        "",
        "\nMore.\n",
        "\n\nA street was insulated.\n\n## Costs\n",
        "\n---\nMore.\n",
        "\n--\n",
    ];
    let mut told = 0;
    for (_, yaml, _) in within() {
        let yaml = yaml.replace(['⟦', '⟧'], "");
        let cuts = (0..yaml.len())
            .filter(|&end| yaml.is_char_boundary(end))
            .map(|end| yaml[..end].to_owned());
        for text in cuts
            .chain(below.map(|below| format!("{yaml}{below}")))
            .flat_map(|text| [format!("---\n{text}"), text])
        {
            let Err(error) = serde_yaml::from_str::<serde_yaml::Value>(&text) else {
                continue;
            };
            let at = error.location().map(|place| place.index().min(text.len()));
            let found = explain_file(&text, &error.to_string(), at);
            let also = found.also.as_ref().map_or("", |(_, words)| words);
            for words in [&found.message, &found.label, &found.help, also] {
                let foreign = [
                    "front matter",
                    "closing `---`",
                    "line `---`",
                    "three dashes",
                ];
                let foreign = foreign
                    .iter()
                    .find(|foreign| words.contains(**foreign) && !text.contains(**foreign));
                assert_eq!(foreign, None, "{text}\n{found:?}");
            }
            assert!(text.get(found.span.clone()).is_some(), "{text}\n{found:?}");
            told += 1;
        }
    }
    assert!(told > 1000, "{told}");
}

#[test]
fn old_mac_line_ends_are_told_and_mended() {
    let text = "---\rtitle: a\rdate: 2024-01-01\r---\rText.\n";
    let found = check(text).expect("it has no line that is `---`");
    assert_eq!(
        (found.rule.name(), &text[found.span]),
        ("front-matter-line-ends", "---")
    );
    assert_eq!(check(&mended(text, &found.fix)), None);
}

#[test]
fn spaces_after_the_dashes_and_blank_lines_before_them_are_accepted() {
    let text = "\n\n--- \ntitle: a\n---\t\nText.\n";
    assert_eq!(
        split(text, &known()),
        Split::Front {
            yaml: 7..16,
            body: 21,
            blank_before: true
        }
    );
}
