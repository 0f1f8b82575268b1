import ArgumentParser
import Foundation

/// An argument that stands where a plan file may, and is none.
enum StrayArgument {
    /// Names the option that was meant, where one is near; repeats nothing that may be a key.
    static func error(_ argument: String) -> ValidationError {
        guard !TypedSecret.isLikely(argument) else {
            return ValidationError(
                "One argument is neither an option nor a plan file, and looks like a key: keys are never "
                    + "arguments; use OPENAI_API_KEY or --api-key-file.")
        }
        if argument.hasPrefix("http://") || argument.hasPrefix("https://") {
            return ValidationError("An address stands behind --base-url; write --base-url URL.")
        }
        if FileManager.default.fileExists(atPath: argument) {
            return ValidationError(
                "'\(argument)' is no plan file: the name of one ends in .yaml or .yml, and - is standard "
                    + "input.")
        }
        // Dashes of a word processor, or one too few.
        let word = argument.drop { "-\u{2013}\u{2014}".contains($0) }.prefix { $0 != "=" }
        if let option = NearestWord.to(String(word), among: options) {
            return ValidationError(
                "'\(argument)' is neither an option nor a plan file; did you mean --\(option)?")
        }
        return ValidationError(
            "One argument is neither an option nor a plan file (.yaml, .yml or -); see --help for the "
                + "options' names (keys are never arguments).")
    }

    /// The names of all options of the commands that take a plan file, as their help has them.
    private static var options: [String] {
        let commands: [any ParsableCommand.Type] = [
            RunCommand.self, CompareModesCommand.self, ABCommand.self, GateCommand.self,
        ]
        return commands.flatMap(MisspeltWord.options)
    }
}
