import RunModel
import Statistics
import SyntheticRuns
import Testing

@testable import Analysis
@testable import Reporting

@Suite struct ShapeWordingTests {
    private func summary(
        server: String? = nil, via: String? = nil, _ change: (inout SyntheticRun) -> Void = { _ in }
    ) -> RunSummary {
        var run = SyntheticRun()
        run.requests = 12
        run.outputTokens = .constant(64)
        run.firstTokenMilliseconds = .constant(150)
        run.gapMilliseconds = .constant(20)
        run.coalescedShare = 0
        change(&run)
        var record = run.record()
        record.manifest.servers = ServerNames(target: 0, server: server, via: via).map { [$0] }
        return record.summary()
    }

    private func console(_ summary: RunSummary) -> String {
        ConsoleShape(summary).lines().map { $0.dropFirst(14) }.joined(separator: " ")
    }

    @Test func `plain streaming is one line`() {
        #expect(
            ConsoleShape(summary(server: "nginx")).lines()
                == ["shape         It streams: the events of all 12 streams came one by one."])
    }

    @Test func `a mixture is told, with what to set where`() {
        let text = console(
            summary(server: "Caddy") {
                $0.buffering = .whole
                $0.bufferingEvery = 4
            })
        #expect(
            text.hasPrefix(
                "It streams partly: 9 of 12 streams came one by one, 3 of 12 were held back to "
                    + "their end.")
        )
        #expect(text.contains("Server says 'Caddy': there set 'flush_interval -1'"))
        #expect(!text.contains("haproxy"))
    }

    @Test(arguments: [(2, "6 of 12 streams came one by one"), (13, "the events of all 12 streams")])
    func `no mixture opens with a yes`(every: Int, words: String) throws {
        let summary = summary {
            $0.buffering = .whole
            $0.bufferingEvery = every
        }
        let shape = try #require(summary.shape)
        let isMixed = every < 12
        #expect(ShapeWording.sentence(shape).hasPrefix("It streams\(isMixed ? " partly" : ""): "))
        #expect(ShapeWording.sentence(shape).contains(words))
        #expect((ShapeWording.kind(shape) == "streams partly") == isMixed)
    }

    @Test func `a mixture that was held for the most part is none of a no`() throws {
        var shape = try #require(summary { $0.buffering = .whole }.shape)
        shape.flows?.oneByOne = 4
        shape.flows?.heldToEnd = 8
        let sentence = ShapeWording.sentence(shape)
        #expect(
            sentence.hasPrefix("It streams partly: 8 of 12 streams were held back to their end"))
        #expect(sentence.contains("Either the server sends them so"))
        // One of many is chance.
        shape.flows?.oneByOne = 1
        shape.flows?.heldToEnd = 11
        #expect(ShapeWording.sentence(shape).hasPrefix("It was asked to stream, but"))
    }

    @Test func `some answers that were not streamed make a mixture`() throws {
        var shape = try #require(summary().shape)
        shape.observations.append(.init(sign: .wholeAnswers, share: 0.25))
        #expect(ShapeWording.sentence(shape).hasPrefix("It streams partly: "))
    }

    @Test func `answers that are too short to tell say what to do`() {
        let text = console(summary { $0.outputTokens = .constant(3) })
        #expect(text.hasPrefix("Whether it streams cannot be told: fewer than 5 streams had "))
        #expect(text.contains("12 of 12 streams had fewer than 5 output events"))
        #expect(text.contains("--max-tokens"))
        #expect(!console(summary()).contains("--max-tokens"))
    }

    @Test func `a few long answers among short ones are no yes for all`() throws {
        var shape = try #require(summary().shape)
        shape.streams = 30
        shape.flows?.untold = 18
        shape.flows?.tooShort = 18
        #expect(ShapeWording.sentence(shape).hasPrefix("As far as it can be told, it streams: "))
        #expect(ShapeWording.remedy(shape)?.hasPrefix("18 of 30 streams had fewer than 5") == true)
    }

    @Test func `bursts are told with their size and their interval`() {
        let text = console(summary { $0.buffering = .milliseconds(215) })
        #expect(
            text.hasPrefix(
                "It was asked to stream, but the events of all 12 streams came in bursts of about 10 "
                    + "events, 215 ms apart. Either the server sends them so, or something "))
        #expect(text.contains("may be what Linux makes of writes"))
        #expect(text.contains("marks them so unless 'option http-no-delay' is set"))
    }

    @Test func `bursts of a step of the server's are called harmless`() {
        let text = console(
            summary {
                $0.gapMilliseconds = .constant(10)
                $0.buffering = .milliseconds(40)
            })
        #expect(text.contains("bursts of about 4 events, 40.0 ms apart"))
        #expect(text.contains("less than 100 ms apart are not felt"))
        #expect(!text.contains("haproxy"))
    }

    @Test(
        arguments: [
            ("openresty/1.25", nil, "proxy_buffering off"),
            ("APISIX/3.9 openresty", nil, "disable_proxy_buffering"),
            (nil, "1.1 varnish", "beresp.do_stream"),
            ("Apache/2.4", "1.1 haproxy", "flushpackets=on"),
            ("uvicorn", "1.1 haproxy", "http-no-delay"),
            ("cloudflare", nil, "response buffering off"),
            ("envoy", nil, "compressor"),
        ] as [(String?, String?, String)])
    func `names what to set in the program that is named`(
        server: String?, via: String?, setting: String
    ) {
        let held = summary(server: server, via: via) { $0.buffering = .whole }
        #expect(HoldingRemedy.sentences(held).contains { $0.contains(setting) })
    }

    @Test func `knows no program that it was not told of`() {
        let held = summary(server: "uvicorn") { $0.buffering = .whole }
        #expect(HoldingRemedy.sentences(held).count == 1)
    }

    @Test func `a summary without flows still has a sentence`() throws {
        var shape = try #require(summary { $0.buffering = .whole }.shape)
        shape.flows = nil
        #expect(ShapeWording.sentence(shape).contains("but events came together in 12 streams."))
        #expect(!ShapeWording.hasHeldStreams(shape))
    }

    @Test func `every line fits a terminal`() {
        let summary = summary(server: String(repeating: "nginx ", count: 20)) {
            $0.hasLateHead = true
            $0.buffering = .milliseconds(215)
        }
        let lines = ConsoleShape(summary).lines()
        #expect(lines.contains { $0.contains("head of an answer came only with") })
        #expect(lines.allSatisfy { $0.count <= 80 })
    }
}
