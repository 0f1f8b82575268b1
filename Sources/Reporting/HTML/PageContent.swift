/// A section of a page. The template knows these few parts and no others, so that every table and
/// every chart is reached, read and sorted alike.
struct PageSection {
    /// Unique in the page; part of its address.
    let id: String
    let title: Markup
    let blocks: [PageBlock]

    init(_ id: String, _ title: Markup, _ blocks: [PageBlock]) {
        self.id = id
        self.title = title
        self.blocks = blocks
    }
}

/// One part of a section. Absent parts are empty lists: a name that is nil would be looked for in the
/// enclosing part.
struct PageBlock {
    var headings: [Markup] = []
    var paragraphs: [Paragraph] = []
    var lists: [ItemList] = []
    var verdicts: [VerdictBox] = []
    var tiles: [TileList] = []
    var facts: [FactList] = []
    var terms: [FactList] = []
    var tables: [PageTable] = []
    var figureRows: [FigureRow] = []
    var preformatted: [Markup] = []
    var disclosures: [Disclosure] = []

    static func heading(_ text: Markup) -> PageBlock { PageBlock(headings: [text]) }

    static func text(_ text: Markup) -> PageBlock {
        paragraph(text, style: "")
    }

    static func note(_ text: Markup) -> PageBlock {
        paragraph(text, style: "note")
    }

    private static func paragraph(_ text: Markup, style: String) -> PageBlock {
        text.isEmpty ? PageBlock() : PageBlock(paragraphs: [Paragraph(style: style, text: text)])
    }

    static func list(_ items: [Markup], style: String = "") -> PageBlock {
        items.isEmpty ? PageBlock() : PageBlock(lists: [ItemList(style: style, items: items)])
    }

    static func facts(_ facts: [Fact]) -> PageBlock {
        facts.isEmpty ? PageBlock() : PageBlock(facts: [FactList(facts: facts)])
    }

    static func terms(_ terms: [Fact]) -> PageBlock {
        terms.isEmpty ? PageBlock() : PageBlock(terms: [FactList(facts: terms)])
    }

    static func table(_ table: PageTable) -> PageBlock {
        table.rows.isEmpty ? PageBlock() : PageBlock(tables: [table])
    }

    /// Charts of common size side by side.
    static func figures(_ figures: [Figure?]) -> PageBlock {
        let drawn = figures.compactMap { $0 }
        return drawn.isEmpty
            ? PageBlock() : PageBlock(figureRows: [FigureRow(style: "charts", figures: drawn)])
    }

    /// A chart over the whole width.
    static func wide(_ figure: Figure?) -> PageBlock {
        guard let figure else { return PageBlock() }
        return PageBlock(figureRows: [FigureRow(style: "wide", figures: [figure])])
    }

    static func disclosure(_ summary: Markup, _ blocks: [PageBlock]) -> PageBlock {
        PageBlock(disclosures: [Disclosure(summary: summary, blocks: blocks)])
    }

    /// Whether there is something to read or see.
    var isEmpty: Bool {
        headings.isEmpty && paragraphs.isEmpty && lists.isEmpty && verdicts.isEmpty && tiles.isEmpty
            && facts.isEmpty && terms.isEmpty && tables.isEmpty && figureRows.isEmpty
            && preformatted.isEmpty && disclosures.isEmpty
    }
}

struct Paragraph {
    let style: String
    let text: Markup
}

struct ItemList {
    let style: String
    let items: [Markup]
}

struct FactList {
    let facts: [Fact]
}

struct Fact {
    let name: Markup
    let value: Markup

    init(_ name: String, _ value: Markup) {
        self.name = Markup(name)
        self.value = value
    }

    init(_ name: String, _ value: String) { self.init(name, Markup(value)) }
}

struct VerdictBox {
    let style: String
    let question: Markup
    let answer: Markup
    let reasons: [Markup]
}

struct Disclosure {
    let summary: Markup
    let blocks: [PageBlock]
}

/// The few large numbers at the page's top.
struct TileList {
    let tiles: [Tile]

    struct Tile {
        let name: Markup
        let values: [Value]
    }

    /// A number of one mode; `mode` is empty where the page has one only.
    struct Value {
        let style: String
        let mode: Markup
        let value: Markup
        let detail: Markup
    }
}

/// A drawing with its name, its legend and what to know about it.
struct Figure {
    let title: Markup
    let legend: [LegendEntry]
    let drawing: Markup
    let note: Markup
    /// The drawing again, for a file of its own.
    let source: Drawing

    init(_ title: String, legend: [LegendEntry] = [], drawing: Drawing, note: String = "") {
        self.title = Markup(title)
        self.legend = legend
        self.drawing = drawing.markup
        self.note = Markup(note)
        source = drawing
    }

    /// With a name that has parts set off.
    init(captioned title: Markup, drawing: Drawing) {
        self.title = title
        legend = []
        self.drawing = drawing.markup
        note = ""
        source = drawing
    }
}

struct FigureRow {
    let style: String
    let figures: [Figure]
}

/// Names a series; clearing its box hides the marks of class `toggle` in the same figure.
struct LegendEntry {
    let toggle: String
    /// The colour and the form of the series' marks.
    let key: String
    let label: Markup

    init(_ toggle: Int, key: String, _ label: String) {
        self.toggle = "t\(toggle)"
        self.key = key
        self.label = Markup(label)
    }
}
