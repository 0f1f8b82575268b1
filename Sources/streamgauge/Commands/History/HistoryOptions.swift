import ArgumentParser
import History

/// Where the history is.
struct HistoryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Folder of past runs.", valueName: "folder"))
    var history: String = HistoryFolder.usualPath

    var folder: HistoryFolder { HistoryFolder(history) }
}

/// `name=value`.
struct LabelOption: ExpressibleByArgument {
    let name: String
    let value: String

    init?(argument: String) {
        guard let place = argument.firstIndex(of: "=") else { return nil }
        name = String(argument[..<place])
        value = String(argument[argument.index(after: place)...])
        let isPlain = name.utf8.allSatisfy { byte in
            (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
        }
        guard !name.isEmpty, name.utf8.count <= 40, isPlain else { return nil }
    }
}
