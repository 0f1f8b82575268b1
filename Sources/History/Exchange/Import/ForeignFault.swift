/// Why a file of another tool is not taken in.
package struct ForeignFault: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Reason: Equatable, Sendable {
        case empty
        case notUTF8
        case notJSON
        /// It is JSON, and of none of the tools, or not of the one that it should be of.
        case unknown(ForeignTool?)
        /// A member without which the rest says nothing.
        case missing(String)
        /// A member that is no number from 0 on that a computer can hold.
        case number(String)
        case unit(String, String)
        /// It says how it was made, and holds no number that is kept.
        case nothing
    }

    package var reason: Reason
    /// Of a file that holds a result a line, from 1.
    package var line: Int?

    init(_ reason: Reason, line: Int? = nil) {
        self.reason = reason
        self.line = line
    }

    /// What goes on after the file's name.
    package var description: String {
        (line.map { "line \($0): " } ?? "") + text
    }

    private var text: String {
        switch reason {
        case .empty: "it is empty; expected is the JSON of \(ForeignTool.titles)"
        case .notUTF8: "it is no UTF-8 text; expected is the JSON of \(ForeignTool.titles)"
        case .notJSON:
            "it is no JSON, or is cut off; expected is the JSON of \(ForeignTool.titles), or a result a line"
        case .unknown(nil):
            "it is no result of \(ForeignTool.titles): it has not the keys of any of them"
        case .unknown(let tool?): "it is no result of \(tool.title): it has not its keys"
        case .missing(let key): "'\(key)' is missing, without which the result cannot be read"
        case .number(let key): "'\(key)' is no number from 0 on; the file is damaged"
        case .unit(let key, let unit):
            "'\(key)' is in '\(ForeignObject.plain(unit, most: 40))', a unit that is not known here"
        case .nothing: "it holds none of the numbers that the history keeps"
        }
    }
}
