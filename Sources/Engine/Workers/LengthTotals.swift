internal import RunModel

/// How long prompts and answers were beside what was asked for.
struct LengthTotals: Sendable {
    /// Prompts whose length was both asked for and told.
    private var prompts = 0
    private var wantedTokens = 0
    private var toldTokens = 0
    /// Those of them that are further off than allowed.
    private var wrongPrompts = 0
    /// Answers that were to have an exact length and told theirs, and those of them with another.
    private var answers = 0
    private var wrongAnswers = 0

    /// By how much of its length a prompt may be off; of short ones by a few tokens in any case.
    static let allowed = 0.03
    private static let allowedTokens = 3

    mutating func add(_ request: RequestRecord, wantedPrompt: Int?, isOutputExact: Bool) {
        if let wanted = wantedPrompt, let told = request.tokens.prompt {
            prompts += 1
            wantedTokens += wanted
            toldTokens += told
            let most = max(Self.allowedTokens, Int(Double(wanted) * Self.allowed))
            if abs(told - wanted) > most { wrongPrompts += 1 }
        }
        if isOutputExact, let wanted = request.maxTokens, let told = request.tokens.output {
            answers += 1
            if told != wanted { wrongAnswers += 1 }
        }
    }

    mutating func add(_ other: LengthTotals) {
        prompts += other.prompts
        wantedTokens += other.wantedTokens
        toldTokens += other.toldTokens
        wrongPrompts += other.wrongPrompts
        answers += other.answers
        wrongAnswers += other.wrongAnswers
    }

    /// What a reader must know of it, a sentence each; empty where lengths are as asked for.
    var sentences: [String] {
        var found: [String] = []
        if wrongPrompts > 0 {
            found.append(
                "\(wrongPrompts) of \(prompts) prompts are more than 3 % off their length: the target counted "
                    + "\(toldTokens) tokens in all where \(wantedTokens) were asked for")
        }
        if wrongAnswers > 0 {
            found.append("\(wrongAnswers) of \(answers) answers are not as long as was asked for")
        }
        return found
    }
}
