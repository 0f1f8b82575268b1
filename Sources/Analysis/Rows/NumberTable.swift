/// The numbers of a summary in both forms: rows for files, and by property for whoever reads them.
///
/// JSON holds the rows. A row that no property stands for, such as one of a later version, is kept.
package struct NumberTable: Codable, Sendable, Equatable {
    package let rows: [SummaryRow]
    package let numbers: RunNumbers

    package init(rows: [SummaryRow]) {
        self.rows = rows
        numbers = RunNumbers(rows: rows)
    }

    package init(from decoder: any Decoder) throws {
        self.init(rows: try decoder.singleValueContainer().decode([SummaryRow].self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rows)
    }
}
