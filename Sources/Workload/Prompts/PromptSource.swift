package import RunModel
internal import Statistics

/// The prompts of a run: request `index` gets the same one on every machine and in every run.
package struct PromptSource: Sendable {
    private let kind: Kind
    private let outputTokens: Distribution?
    private let maxTokens: Int?
    let seed: UInt64
    /// The classes of the requests; nil where all are alike.
    package let mix: RequestMix?
    /// Nil where all readers stay.
    package let readers: LeavingReaders?
    /// What goes along with each text; nil where nothing does.
    package var media: MediaSource?
    /// How the target counts words, where that was learnt.
    package var learntRatio: WordRatio?
    var ratio: WordRatio { learntRatio ?? .unknown }
    /// Texts with which prompts begin.
    let prefix: PrefixPlan?
    /// Of conversations that are made.
    let conversations: ConversationPlan?

    private enum Kind: Sendable {
        case fixed(Prompt)
        case inTurn(PromptRows)
        case listed([Prompt])
        case synthetic(tokens: Distribution)
    }

    private static let promptPurpose: UInt64 = 2
    private static let lengthPurpose: UInt64 = 3
    private static let askPurpose: UInt64 = 4
    private static let probePurpose: UInt64 = 6
    static let groupPurpose: UInt64 = 14
    static let prefixPurpose: UInt64 = 15
    static let novelPurpose: UInt64 = 16
    static let scriptPurpose: UInt64 = 17

    /// `rows` are those of the plan's prompts file.
    ///
    /// - Throws: `WorkloadError` when a distribution or the choice of prompts is not valid.
    package init(
        _ request: RequestPlan, seed: UInt64, rows: PromptRows?,
        conversations: ConversationPlan? = nil
    ) throws(WorkloadError) {
        self.seed = seed
        prefix = request.prefix
        self.conversations = conversations
        mix = try RequestMix(request, seed: seed)
        readers = try LeavingReaders(request, seed: seed)
        maxTokens = request.maxTokens
        outputTokens = try request.outputTokens.map { text throws(WorkloadError) in
            try Self.distribution(text, of: "--output-tokens")
        }
        if let rows {
            kind = .inTurn(rows)
        } else if let text = request.prompt {
            kind = .fixed(.text(text))
        } else {
            kind = .synthetic(
                tokens: try Self.distribution(request.inputTokens, of: "--input-tokens"))
        }
    }

    /// FNV-1a, 64 bits, of the prompts that were given, in hexadecimal; nil of synthetic ones. Two runs with the
    /// same digest asked the same, whatever their files are called.
    package var digest: String? {
        switch kind {
        case .fixed(let prompt): ContentDigest(prompt.digestBytes(nil)).text
        case .inTurn(let rows): rows.digest
        case .listed(let prompts): ContentDigest(prompts.flatMap { $0.digestBytes(nil) }).text
        case .synthetic: nil
        }
    }

    /// Of a prompts file.
    package var rows: PromptRows? {
        guard case .inTurn(let rows) = kind else { return nil }
        return rows
    }

    /// What a replay sends when.
    package var trace: TraceSchedule? { rows?.schedule }

    /// Prompts of so many words each, for whoever wants to know how a target counts them.
    package init(words counts: [Int], seed: UInt64) {
        self.seed = seed
        prefix = nil
        conversations = nil
        mix = nil
        readers = nil
        outputTokens = nil
        // The fewest that every API takes.
        maxTokens = 16
        kind = .listed(
            counts.enumerated().map { index, count in
                var generator = SeededGenerator(
                    seed: seed, purpose: Self.probePurpose, index: UInt64(index))
                return .text(SyntheticText.words(count, using: &generator))
            })
    }

    /// Whether prompts are made of lengths in tokens, so that it matters how the target counts words.
    package var hasLengths: Bool {
        if mix?.hasLengths == true { return true }
        return switch kind {
        case .fixed, .listed: false
        case .inTurn(let rows): rows.hasLengths
        case .synthetic: true
        }
    }

    /// Tokens that a prompt is meant to have; nil where it is a text, whose length is its own, and as long as it is not
    /// known how the target counts words.
    package func wantedTokens(for request: Int) -> Int? {
        guard learntRatio != nil else { return nil }
        if let own = mix?.member(of: request)?.inputTokens {
            return syntheticTokens(for: request, own)
        }
        return switch kind {
        case .fixed, .listed: nil
        case .inTurn(let rows): rows.promptTokens(of: request)
        case .synthetic(let tokens): syntheticTokens(for: request, tokens)
        }
    }

    /// The same for a ticket's whole prompt; nil of a turn that brings what was said before it.
    package func wantedTokens(for ticket: Ticket) -> Int? {
        guard ticket.ask == nil, !hasConversations || ticket.turn == 0 else { return nil }
        return wantedTokens(for: ticket.prompt).map { $0 + prefixTokens }
    }

    /// What a prompt has at most, as far as that can be known before it is asked: of lengths a little more than was asked
    /// for, of texts a token for two bytes, which no usual vocabulary needs.
    package func mostTokens(for request: Int) -> Int {
        if let wanted = wantedTokens(for: request) { return wanted + wanted / 20 + 8 }
        let bytes =
            switch prompt(for: request) {
            case .text(let text): text.utf8.count
            case .messages(let json), .members(let json): json.utf8.count
            }
        return bytes / 2 + 32
    }

    /// The same of the common text that stands before it.
    package var mostPrefixTokens: Int {
        learntRatio == nil ? prefixTokens * 4 : prefixTokens + prefixTokens / 20
    }

    private func syntheticTokens(for request: Int, _ tokens: Distribution) -> Int {
        var generator = SeededGenerator(
            seed: seed, purpose: Self.promptPurpose, index: UInt64(request))
        return max(1, Int(tokens.sample(using: &generator).rounded()))
    }

    package func prompt(for request: Int) -> Prompt {
        if let own = mix?.member(of: request)?.inputTokens { return synthetic(own, for: request) }
        switch kind {
        case .fixed(let prompt): return prompt
        case .inTurn(let rows): return prompt(rows.row(request), for: request)
        case .listed(let prompts): return prompts[request % prompts.count]
        case .synthetic(let tokens): return synthetic(tokens, for: request)
        }
    }

    private func synthetic(_ tokens: Distribution, for request: Int) -> Prompt {
        var generator = SeededGenerator(
            seed: seed, purpose: Self.promptPurpose, index: UInt64(request))
        let count = max(1, Int(tokens.sample(using: &generator).rounded()))
        return .text(SyntheticText.words(ratio.words(ofPrompt: count), using: &generator))
    }

    private func prompt(_ row: TraceRow?, for request: Int) -> Prompt {
        switch row?.content {
        case .prompt(let prompt): return prompt
        case .lengths(let lengths):
            guard lengths.blocks.isEmpty else {
                return .text(SyntheticText.blocks(lengths, ratio, seed: seed))
            }
            var generator = SeededGenerator(
                seed: seed, purpose: Self.promptPurpose, index: UInt64(request))
            return .text(
                SyntheticText.words(ratio.words(ofPrompt: lengths.tokens), using: &generator))
        case nil: return .text("A row of the prompts file could not be read again.")
        }
    }

    /// Tells the question of a request from others: its prompt, and what bounds its answer.
    package func digest(of request: Int) -> String {
        var digest = ContentDigest(prompt(for: request).digestBytes(maxTokens(for: request)))
        if let prefix { digest.add(Array("\(prefix.tokens)/\(prefix.texts)".utf8)) }
        return digest.text
    }

    /// What a request asks: the text that its ticket wants, else the plan's.
    package func prompt(for ticket: Ticket) -> Prompt {
        guard let ask = ticket.ask else {
            guard hasConversations || prefix != nil else { return prompt(for: ticket.prompt) }
            return questions(for: ticket).last.map { .text($0) } ?? prompt(for: ticket.prompt)
        }
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
        guard mix?.member(of: request)?.inputTokens == nil, case .inTurn(let rows) = kind,
            let own = rows.answerTokens(of: request)
        else { return plannedTokens(for: request) }
        return plannedTokens(for: request).map { min($0, own) } ?? own
    }

    /// What the plan asks of every request, or draws for it.
    private func plannedTokens(for request: Int) -> Int? {
        let own = mix?.member(of: request)
        let maxTokens = own?.maxTokens ?? maxTokens
        // What a class says of its answers' bound alone is no invitation to draw.
        let drawsNone = own?.maxTokens != nil && own?.outputTokens == nil
        guard let outputTokens = own?.outputTokens ?? (drawsNone ? nil : outputTokens) else {
            return maxTokens
        }
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

extension Prompt {
    /// Kind and text, an end that no text holds, and what bounds the answer.
    func digestBytes(_ maxTokens: Int?) -> [UInt8] {
        let own: [UInt8] =
            switch self {
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
