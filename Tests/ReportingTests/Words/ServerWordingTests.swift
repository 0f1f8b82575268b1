import Analysis
import Foundation
import RunModel
import Testing

@testable import Reporting

@Suite struct ServerWordingTests {
    private func side(_ change: (inout ServerSide) -> Void = { _ in }) throws -> ServerSide {
        let text = """
            {
              "sources": [
                {"url": "http://h/metrics", "engine": "vllm", "looks": 60, "failed": {"timeout": 2},
                 "missed": 1, "longest_gap_seconds": 3, "latest_milliseconds": 2.5,
                 "slowest_milliseconds": 40, "samples": 300, "left_out": 4}
              ],
              "levels": [
                {"quantity": "running", "looks": 57, "p50": 8, "most": 16, "last": 7},
                {"quantity": "cache_use", "looks": 57, "p50": 0.5, "most": 0.75, "last": 0.5}
              ],
              "counts": [
                {"quantity": "preemptions", "total": 4, "seconds": 58, "resets": 1},
                {"quantity": "prefix_hits", "total": 25, "seconds": 58, "resets": 0},
                {"quantity": "prefix_queries", "total": 100, "seconds": 58, "resets": 0}
              ],
              "distributions": [],
              "first_tokens": {
                "server_count": 200, "our_count": 200, "server_mean_milliseconds": 180,
                "our_mean_milliseconds": 205, "difference_least_milliseconds": 24.5,
                "difference_most_milliseconds": 25
              },
              "others": {"looks_with_others": 12, "looks": 57, "longest_row": 12, "most": 7},
              "step_seconds": 0, "steps": []
            }
            """
        var side = try SnakeCase.decoder().decode(ServerSide.self, from: Data(text.utf8))
        change(&side)
        return side
    }

    @Test func `a few lines for a terminal`() throws {
        #expect(
            ServerWording.lines(try side()).map { $0.joined(separator: "; ") } == [
                "running p50 8, most 16; cache use p50 50.0 %, most 75.0 %",
                "prefix hit rate 25.0 %; preemptions at least 4",
                "server's own TTFT mean 180 ms (n 200), ours 205 ms: what lies between (the way, a gateway, "
                    + "the server's own door) took 24.5 ms to 25.0 ms",
            ])
    }

    @Test func `what is not known is said to be so, with its reason`() throws {
        let unknown = try side {
            $0.firstTokens?.differenceMostMilliseconds = nil
            $0.firstTokens?.reason = "the counts differ"
        }
        #expect(
            ServerWording.lines(unknown).last?.first?.hasSuffix(
                "the difference to ours is not known: the counts differ") == true)
        let empty = try side {
            $0.levels = []
            $0.counts = []
            $0.firstTokens = nil
            $0.sources[0].failed = ["connect": 60]
        }
        #expect(
            ServerWording.lines(empty) == [
                ["none of the looks at the server's metrics brought any"]
            ]
        )
    }

    @Test func `others are told as far as they are proven`() throws {
        #expect(
            try ServerWording.others(side())?.hasPrefix("Others use the server: at 12 of 57")
                == true)
        let few = try side {
            $0.others?.looksWithOthers = 2
            $0.others?.longestRow = 1
        }
        #expect(ServerWording.others(few)?.contains("may be a moment's") == true)
        let none = try side {
            $0.others?.looksWithOthers = 0
            $0.others?.longestRow = 0
        }
        #expect(ServerWording.others(none)?.hasPrefix("At none of 57 looks") == true)
        let unjudged = try side { $0.othersReason = "other shards ask the server too" }
        #expect(ServerWording.others(unjudged)?.contains("cannot be told: other shards") == true)
    }

    @Test func `a quantile of buckets stands between their bounds`() throws {
        func text(_ json: String) throws -> String {
            ServerWording.bounds(
                try JSONDecoder().decode(ServerSide.Bounds.self, from: Data(json.utf8)),
                .firstToken)
        }
        #expect(try text(#"{"low": 0.1, "high": 0.25}"#) == "100 ms to 250 ms")
        #expect(try text(#"{"low": 0, "high": 0.001}"#) == "≤ 1.00 ms")
        #expect(try text(#"{"low": 10}"#) == "> 10.0 s")
        #expect(ServerWording.bounds(nil, .firstToken) == "—")
    }

    @Test func `how the looks went`() throws {
        #expect(
            ServerWording.looks(try side().sources[0])
                == "60 looks, 2 without metrics, 1 left out, longest gap 3.00 s, up to 2.50 ms late, answered in up "
                + "to 40.0 ms, up to 4 lines left out")
    }
}
