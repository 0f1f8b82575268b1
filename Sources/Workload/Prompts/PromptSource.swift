package import RunModel
internal import Statistics

/// The prompts of a run: request `index` gets the same one on every machine and in every run.
package struct PromptSource: Sendable {
    private let kind: Kind
    private let outputTokens: Distribution?
    private let maxTokens: Int?
    private let seed: UInt64

    private enum Kind: Sendable {
        case fixed(Prompt)
        case inTurn([FilePrompt])
        case synthetic(words: Distribution)
    }

    private static let promptPurpose: UInt64 = 2
    private static let lengthPurpose: UInt64 = 3
    private static let askPurpose: UInt64 = 4

    /// `filePrompts` are those of the plan's prompts file, already read.
    ///
    /// - Throws: `WorkloadError` when a distribution or the choice of prompts is not valid.
    package init(
        _ request: RequestPlan, seed: UInt64, filePrompts: [FilePrompt]?
    ) throws(WorkloadError) {
        self.seed = seed
        maxTokens = request.maxTokens
        outputTokens = try request.outputTokens.map { text throws(WorkloadError) in
            try Self.distribution(text, of: "--output-tokens")
        }
        if let filePrompts {
            guard !filePrompts.isEmpty else {
                throw WorkloadError(
                    "the prompts file holds no prompt; give it one JSON line a prompt")
            }
            kind = .inTurn(filePrompts)
        } else if let text = request.prompt {
            kind = .fixed(.text(text))
        } else {
            kind = .synthetic(
                words: try Self.distribution(request.inputTokens, of: "--input-tokens"))
        }
    }

    /// FNV-1a, 64 bits, of the prompts that were given, in hexadecimal; nil of synthetic ones. Two runs with the
    /// same digest asked the same, whatever their files are called.
    package var digest: String? {
        let given: [FilePrompt]
        switch kind {
        case .fixed(let prompt): given = [FilePrompt(prompt)]
        case .inTurn(let prompts): given = prompts
        case .synthetic: return nil
        }
        return ContentDigest(given.flatMap(\.digestBytes)).text
    }

    package func prompt(for request: Int) -> Prompt {
        switch kind {
        case .fixed(let prompt): return prompt
        case .inTurn(let prompts): return prompts[request % prompts.count].prompt
        case .synthetic(let words):
            var generator = SeededGenerator(
                seed: seed, purpose: Self.promptPurpose, index: UInt64(request))
            let count = max(1, Int(words.sample(using: &generator).rounded()))
            return .text(SyntheticText.words(count, using: &generator))
        }
    }

    /// What a request asks: the text that its ticket wants, else the plan's.
    package func prompt(for ticket: Ticket) -> Prompt {
        guard let ask = ticket.ask else { return prompt(for: ticket.prompt) }
        let instruction =
            if ask.isAnswerShort {
                PromptAsk.shortAnswer
            } else if case .text(let text) = prompt(for: ticket.prompt) {
                text
            } else {
                ""
            }
        guard ask.words > 0 else { return .text(instruction) }
        var generator = SeededGenerator(
            seed: seed, purpose: Self.askPurpose, index: UInt64(ask.number))
        let words = SyntheticText.words(ask.words, using: &generator)
        return .text("\(words)\n\n\(instruction)")
    }

    /// What `max_tokens` asks for: at most what the prompt's own line says. Nil leaves it to the server.
    package func maxTokens(for request: Int) -> Int? {
        guard case .inTurn(let prompts) = kind,
            let own = prompts[request % prompts.count].maxTokens
        else { return plannedTokens(for: request) }
        return plannedTokens(for: request).map { min($0, own) } ?? own
    }

    /// What the plan asks of every request, or draws for it.
    private func plannedTokens(for request: Int) -> Int? {
        guard let outputTokens else { return maxTokens }
        var generator = SeededGenerator(
            seed: seed, purpose: Self.lengthPurpose, index: UInt64(request))
        let drawn = max(1, Int(outputTokens.sample(using: &generator).rounded()))
        return maxTokens.map { min($0, drawn) } ?? drawn
    }

    private static func distribution(
        _ text: String, of option: String
    ) throws(WorkloadError) -> Distribution {
        do {
            return try Distribution(parsing: text)
        } catch {
            throw WorkloadError("\(option): \(error)")
        }
    }
}

/// What one request asks.
package enum Prompt: Sendable, Equatable {
    /// One message of the user.
    case text(String)
    /// The whole `messages` array, as JSON.
    case messages(json: String)
    /// What asks in a request of Responses or Messages, as a JSON object.
    case members(json: String)
}

extension FilePrompt {
    /// Kind and text, an end that no text holds, and what bounds the answer.
    fileprivate var digestBytes: [UInt8] {
        let own: [UInt8] =
            switch prompt {
            case .text(let text): [UInt8(ascii: "t")] + Array(text.utf8) + [0xFF]
            case .messages(let json): [UInt8(ascii: "m")] + Array(json.utf8) + [0xFF]
            case .members(let json): [UInt8(ascii: "o")] + Array(json.utf8) + [0xFF]
            }
        return own + (maxTokens.map { Array("\($0)".utf8) + [0xFF] } ?? [])
    }
}

/// A plan that cannot be run; one sentence that names the option and the fix.
package struct WorkloadError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
