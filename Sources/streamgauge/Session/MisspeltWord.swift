import ArgumentParser

/// A command or an option that there is not. It is named before what its absence leads to: without it, something else
/// may seem to be missing.
enum MisspeltWord {
    /// Nil where all names that were typed are known, or where `told`, what the parser says, names it.
    static func sentence(in arguments: [String], told: String) -> String? {
        var words = arguments.dropFirst()
        var command: any ParsableCommand.Type = StreamGauge.self
        while let word = words.first, !word.hasPrefix("-") {
            let known = command.configuration.subcommands
            guard let next = known.first(where: { name(of: $0) == word }) else {
                return known.isEmpty || command.configuration.defaultSubcommand != nil
                    ? option(in: words, of: command, told: told)
                    : stray(word, among: known.map(name))
            }
            command = next
            words = words.dropFirst()
        }
        return option(in: words, of: command, told: told)
    }

    private static func name(of command: any ParsableCommand.Type) -> String {
        command.configuration.commandName ?? ""
    }

    private static func stray(_ word: String, among known: [String]) -> String? {
        guard !TypedSecret.isLikely(word) else { return nil }
        let near = NearestWord.to(word, among: known).map { "; did you mean '\($0)'?" }
        return
            "There is no command '\(word)'\(near ?? "; there are " + known.joined(separator: ", ") + ".")"
    }

    private static func option(
        in words: ArraySlice<String>, of command: any ParsableCommand.Type, told: String
    ) -> String? {
        guard !told.contains("There is no option") else { return nil }
        let command = command.configuration.defaultSubcommand ?? command
        if let mark = told.firstRange(of: "Unknown option '--") {
            // The parser names what is near, but for options that the short help leaves out.
            let name = String(told[mark.upperBound...].prefix { $0 != "'" })
            if let refusal = ShardRefusal.sentence(option: name, of: command) { return refusal }
            guard !told.contains("Did you mean"), !TypedSecret.isLikely(name),
                let near = NearestWord.to(name, among: options(of: command))
            else { return nil }
            return "There is no option --\(name); did you mean --\(near)?"
        }
        // What the parser names it knows, or names as what it does not; the list of all takes long.
        let typed = words.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }
            .map { String($0.dropFirst(2).prefix { $0 != "=" }) }
            .filter { !told.contains("--\($0)") }
        guard !typed.isEmpty else { return nil }
        let known = options(of: command)
        guard let name = typed.first(where: { !known.contains($0) }), !TypedSecret.isLikely(name)
        else { return nil }
        if let refusal = ShardRefusal.sentence(option: name, of: command) { return refusal }
        if ["api-key", "key", "token"].contains(name) {
            return
                "There is no option --\(name): keys are never arguments; use OPENAI_API_KEY or --api-key-file."
        }
        let near =
            (othersNames[name].flatMap { known.contains($0) ? $0 : nil }
            ?? NearestWord.to(name, among: known))
            .map { "; did you mean --\($0)?" }
        return "There is no option --\(name)\(near ?? "; see --help-all.")"
    }

    /// What other tools of the field call our options.
    private static let othersNames = [
        "url": "base-url", "target": "base-url", "endpoint": "base-url", "vus": "concurrency",
        "users": "concurrency", "connections": "concurrency", "max-concurrency": "concurrency",
        "num-prompts": "requests", "request-rate": "rate", "qps": "rate", "output": "out",
    ]

    /// As its help has them, and those that every command has.
    static func options(of command: any ParsableCommand.Type) -> [String] {
        command.helpMessage(includeHidden: true)
            .split { " ,/.;[]()".contains($0) || $0.isNewline }
            .filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) }
            + [
                "help", "help-all", "help-hidden", "version", "generate-completion-script",
                "experimental-dump-help",
            ]
    }
}
