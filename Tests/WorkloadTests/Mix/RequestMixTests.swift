import RunModel
import Testing

@testable import Workload

@Suite struct RequestMixTests {
    private func request(_ mix: [RequestClassPlan]) -> RequestPlan {
        var request = RequestPlan()
        request.mix = mix
        request.inputTokens = "10"
        return request
    }

    @Test func `classes have their shares, and the same requests in every run`() throws {
        let plan = request([
            RequestClassPlan(name: "long", share: 0.1), RequestClassPlan(name: "odd", share: 0.3),
        ])
        let mix = try #require(try RequestMix(plan, seed: 7))
        let names = (0..<10_000).map { mix.name(of: $0) }
        let again = try #require(try RequestMix(plan, seed: 7))
        #expect(names == (0..<10_000).map { again.name(of: $0) })
        for (name, share) in [("long", 0.1), ("odd", 0.3), ("rest", 0.6)] {
            // Three standard deviations of a share of ten thousand.
            let found = Double(names.count { $0 == name }) / 10_000
            #expect(abs(found - share) < 0.015, "\(name)")
        }
    }

    @Test func `a class asks with its own lengths, and the rest as the plan says`() throws {
        let plan = request([
            RequestClassPlan(name: "long", share: 0.5, inputTokens: "200", maxTokens: 3)
        ])
        let source = try PromptSource(plan, seed: 1, rows: nil)
        let mix = try #require(source.mix)
        for number in 0..<50 {
            guard case .text(let text) = source.prompt(for: number) else {
                Issue.record("a prompt that is made is a text")
                continue
            }
            let isLong = mix.name(of: number) == "long"
            #expect(text.split(separator: " ").count == (isLong ? 200 : 10))
            #expect(source.maxTokens(for: number) == (isLong ? 3 : nil))
        }
    }

    @Test func `a distribution that is none names its class`() {
        let plan = request([RequestClassPlan(name: "long", share: 0.5, inputTokens: "many")])
        #expect {
            try RequestMix(plan, seed: 1)
        } throws: { "\($0)".hasPrefix("--mix long: 'many' is not a distribution") }
    }
}

@Suite struct LeavingReadersTests {
    private func readers(_ share: Double, _ after: String) throws -> LeavingReaders? {
        var request = RequestPlan()
        request.abandon = AbandonPlan(share: share, after: after)
        return try LeavingReaders(request, seed: 3)
    }

    @Test func `a share leaves, after times of the distribution`() throws {
        let readers = try #require(try readers(0.2, "exponential(500ms)"))
        let times = (0..<10_000).compactMap { readers.leaveAfter(of: $0) }
        #expect(abs(Double(times.count) / 10_000 - 0.2) < 0.015)
        let mean = times.reduce(.zero, +) / times.count
        #expect(abs(mean / .milliseconds(500) - 1) < 0.1)
    }

    @Test(arguments: [
        ("2s", 2000...2000), ("100ms..1.5s", 100...1500), ("1m", 60_000...60_000),
        ("0.25", 250...250),
    ])
    func `times have the units of other times`(text: String, bounds: ClosedRange<Int>) throws {
        let readers = try #require(try readers(1, text))
        for number in 0..<100 {
            let time = try #require(readers.leaveAfter(of: number)) / .milliseconds(1)
            #expect((Double(bounds.lowerBound) - 1...Double(bounds.upperBound) + 1).contains(time))
        }
    }

    @Test(arguments: ["soon", "exponential(2 parsecs)", "", "2s.."])
    func `what is no time is refused by the option's name`(text: String) {
        #expect {
            try readers(1, text)
        } throws: { "\($0)".hasPrefix("--after: '\(text)' is no distribution of times") }
    }
}
