import ArgumentParser
import Engine
import Foundation
import RunModel

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Decode a captured stream: every event, what it is, and what is wrong.",
        discussion: """
            A stream of Chat Completions, Completions, Responses or Messages is known by its events.

            Examples:
              curl -N https://api.example.com/v1/chat/completions … | streamgauge inspect -
              streamgauge inspect capture.txt --json

            Exit code 1 when the stream breaks the protocol.
            """)

    @Argument(help: ArgumentHelp("The capture; - for standard input.", valueName: "file|-"))
    var file: String

    @Option(
        help: ArgumentHelp(
            "Read it as chat, completions, responses or messages, whatever its events say.",
            valueName: "name"))
    var api: APIName?

    @Flag(help: "One JSON object a line and event: api, type, id, data, kind.")
    var json = false

    func run() throws {
        let inspector = StreamInspector([UInt8](try capture()), api: api)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            for event in inspector.events {
                try Terminal.say(String(decoding: try encoder.encode(event), as: UTF8.self) + "\n")
            }
        } else {
            try printTable(inspector)
        }
        for violation in inspector.violations { Terminal.warn("streamgauge: \(violation)") }
        if !inspector.violations.isEmpty { throw ExitCode.protocolBroken }
    }

    private func capture() throws -> Data {
        if file == "-" { return FileHandle.standardInput.readDataToEndOfFile() }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ValidationError("Cannot read '\(file)'; check the path and its rights.")
        }
        return data
    }

    private func printTable(_ inspector: StreamInspector) throws {
        for (index, event) in inspector.events.enumerated() {
            let number = String(index + 1)
            let padding = String(repeating: " ", count: max(0, 5 - number.count))
            let kind = event.kind.padding(toLength: 9, withPad: " ", startingAt: 0)
            try Terminal.say("\(padding)\(number)  \(kind)  \(Self.oneLine(event.data))\n")
        }
        try Terminal.say(
            "\(inspector.events.count) events, \(inspector.comments) comments, "
                + "\(inspector.violations.count) problems; API: \(inspector.apiName)\n")
    }

    /// The data's beginning, without characters that would change the terminal.
    private static func oneLine(_ data: String) -> String {
        let shown = data.prefix(400).unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control ? " " : String(scalar)
        }
        return shown.joined() + (data.count > 400 ? " …" : "")
    }
}
