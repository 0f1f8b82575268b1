/// A table whose first column names its rows.
struct PageTable {
    /// Also the name of the region that scrolls; a text of this module, for it stands in an attribute.
    let caption: Markup
    let style: String
    let columns: [Column]
    let rows: [Row]

    /// What becomes of a wide table on a telephone.
    enum Narrow: String {
        /// Each row becomes a card of labels and values.
        case stacked = "stack"
        /// The same, with its first three texts side by side.
        case compact = "stack compact"
        /// The same for a word, two texts and a long one: the two stand side by side. On a wide page the last column
        /// has most room.
        case reasoned = "stack reasoned"
    }

    struct Column {
        let title: Markup
        let style: String
    }

    struct Row {
        let style: String
        let name: Markup
        var cells: [Cell]
    }

    struct Cell {
        let value: Markup
        let detail: Markup
        let hasDetail: Bool
        /// What the column is sorted by, where it is a number; else empty.
        let order: String
        /// Filled in by the table.
        fileprivate(set) var style = ""
        fileprivate(set) var label: Markup = ""

        init(_ value: Markup, detail: Markup = "", order: Double? = nil) {
            self.value = value
            self.detail = detail
            hasDetail = !detail.html.isEmpty
            self.order = order.map { QuantityFormat.exact($0) } ?? ""
        }

        init(_ value: String, detail: String = "", order: Double? = nil) {
            self.init(Markup(value), detail: Markup(detail), order: order)
        }

        static let empty = Cell("")
    }

    /// Columns with text instead of numbers are those at the places `texts` of `columns`, which
    /// begins with the column of names.
    init(
        _ caption: String, columns: [String], texts: Set<Int> = [], narrow: Narrow = .stacked,
        rows: [Row]
    ) {
        self.caption = Markup(caption)
        style =
            (narrow.rawValue + (rows.count > 1 ? " sort" : ""))
            .drop { $0 == " " }.description
        let heads = columns.enumerated().map { index, title in
            Column(title: Markup(title), style: texts.contains(index) ? "text" : "")
        }
        self.columns = heads
        self.rows = rows.map { row in
            var row = row
            for index in row.cells.indices where index + 1 < heads.count {
                row.cells[index].style = heads[index + 1].style
                row.cells[index].label = heads[index + 1].title
            }
            return row
        }
    }
}

extension PageTable.Row {
    init(_ name: Markup, style: String = "", _ cells: [PageTable.Cell]) {
        self.init(style: style, name: name, cells: cells)
    }

    init(_ name: String, style: String = "", _ cells: [PageTable.Cell]) {
        self.init(style: style, name: Markup(name), cells: cells)
    }
}
