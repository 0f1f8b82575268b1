import RunModel
import Testing

@testable import Workload

@Suite struct WordRatioTests {
    @Test func `tells what grows with the words from what every prompt has`() throws {
        let counts = [16, 512, 16, 512].map { (words: $0, tokens: 11 + Int(Double($0) * 1.3)) }
        let ratio = try #require(WordRatio(counts))
        #expect(abs(ratio.wordsPerToken - 1 / 1.3) < 0.002)
        #expect(abs(ratio.templateTokens - 11) < 1)
        // What it is for: prompts of a wanted length, as that tokenizer counts them.
        for wanted in [20, 100, 1000, 30_000] {
            let told = 11 + Double(ratio.words(ofPrompt: wanted)) * 1.3
            #expect(abs(told - Double(wanted)) <= max(2, Double(wanted) * 0.01))
        }
    }

    @Test func `one length alone, and counts that do not grow, tell nothing`() {
        #expect(WordRatio([(words: 16, tokens: 20), (words: 16, tokens: 20)]) == nil)
        #expect(WordRatio([(words: 16, tokens: 20), (words: 512, tokens: 20)]) == nil)
        #expect(WordRatio([]) == nil)
    }

    @Test func `prompts of a trace are as long as the ratio says, blocks included`() throws {
        let text = """
            {"timestamp": 0, "input_length": 1300, "output_length": 1, "hash_ids": [1, 2, 3]}
            {"timestamp": 0, "input_length": 1100, "output_length": 1}
            {"timestamp": 0, "input_length": 1040, "output_length": 1, "hash_ids": [1, 2, 4]}
            """
        var source = try PromptSource(
            RequestPlan(), seed: 1, rows: try PromptRows(text, name: "t"))
        #expect(source.wantedTokens(for: 0) == nil)
        source.learntRatio = WordRatio(wordsPerToken: 0.5, templateTokens: 100)
        #expect(source.wantedTokens(for: 0) == 1300 && source.wantedTokens(for: 1) == 1100)
        // The last has fewer tokens in its last block than the template takes.
        for (row, words) in [(0, 600), (1, 500), (2, 470)] {
            guard case .text(let text) = source.prompt(for: row) else { continue }
            #expect(text.split(separator: " ").count == words)
        }
    }
}
