import ArgumentParser
import Foundation
import RunModel

/// How a mistake on the command line is told: in one sentence with an example, and without what may be a key.
enum UsageError {
    /// What was typed, with --help-all as the parser knows it.
    static var arguments: [String] {
        CommandLine.arguments.dropFirst().flatMap { argument in
            argument == "--help-all" ? ["--help-hidden"] : LiveOptions.spelledOut(argument)
        }
    }

    /// Ends the process as the parser would.
    static func exit(with error: any Error) -> Never {
        // What a command has found, with nothing more to say.
        if let code = error as? ExitCode { Foundation.exit(code.rawValue) }
        let text = StreamGauge.fullMessage(for: error)
        // The parser tells the usage with mistakes alone. Asked for its code, it would make up the whole text once more.
        let isError = text.hasPrefix("Error: ")
        guard isError, text.contains("\nUsage: ") else {
            // Help, versions and completions, which the parser would print without looking whether it can.
            if !isError, !text.isEmpty { finish(saying: text) }
            StreamGauge.exit(withError: error)
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if let misspelt = MisspeltWord.sentence(in: CommandLine.arguments, told: lines.first ?? "")
        {
            lines[0] = "Error: \(misspelt)"
        } else if let first = lines.first {
            lines[0] = first + example(first)
        }
        Terminal.warn(
            TypedSecret.masked(lines.joined(separator: "\n"), arguments: CommandLine.arguments))
        Foundation.exit(ExitCode.wrongUsage.rawValue)
    }

    private static func finish(saying text: String) -> Never {
        do {
            if !text.isEmpty { try Terminal.say(text + "\n") }
        } catch {
            Foundation.exit(error.rawValue)
        }
        Foundation.exit(ExitCode.success.rawValue)
    }

    /// How it is written, after the parser's sentence that a value is invalid.
    private static func example(_ sentence: String) -> String {
        guard let mark = sentence.firstRange(of: " is invalid for '") else { return "" }
        let option = sentence[mark.upperBound...].prefix { $0 != "'" }
        if option.hasSuffix("provider") { return provider(sentence[..<mark.lowerBound]) }
        return examples[valueName(of: option)].map { "; write it like \($0)." } ?? ""
    }

    /// Which provider was meant, after the value's quotes.
    private static func provider(_ sentence: Substring) -> String {
        let value = sentence.split(separator: "'").last.map(String.init) ?? ""
        let known = Provider.allCases.map(\.rawValue)
        guard !TypedSecret.isLikely(value), let near = NearestWord.to(value, among: known) else {
            return "; there are \(known.joined(separator: ", "))."
        }
        return "; did you mean '\(near)'?"
    }

    /// `time` of `--duration <time>`; the parser leaves it out of options that are not in the short help.
    private static func valueName(of option: Substring) -> String {
        var text = option
        if !option.contains("<") {
            let help = ABCommand.helpMessage(includeHidden: true)
            guard let place = help.firstRange(of: "\(option) <") else { return "" }
            text = help[place.lowerBound...]
        }
        return String(text.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
    }

    private static let examples = [
        "time": "20ms, 90s, 5m or 1h30m", "bytes": "512MiB or 2GB", "n": "20 (a whole number)",
        "r": "2.5 (a number)", "t": "0.7 (a number)", "modes": "streaming, non_streaming or both",
    ]
}
