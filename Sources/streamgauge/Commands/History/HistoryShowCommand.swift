import ArgumentParser
import Foundation
import History
import RecordStore

struct HistoryShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "A run of the history as its file has it, as JSON.")

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var wanted: String

    @OptionGroup var history: HistoryOptions

    func run() throws {
        let id = try history.folder.id(wanted)
        try history.folder.run {
            let bytes = try history.folder.bytes(id)
            let object = try JSONSerialization.jsonObject(with: Data(bytes))
            let text = try JSONSerialization.data(
                withJSONObject: object,
                options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
            try Terminal.say(String(decoding: text, as: UTF8.self) + "\n")
        }
    }
}
