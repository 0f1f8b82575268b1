import RunModel
import Statistics
import SyntheticRuns
import Testing

@testable import Analysis

/// A record of ten streams for a minute with what a made-up vLLM said meanwhile.
@Suite struct ServerSideTests {
    /// What the server says at a second of the run, of what is open then.
    private struct Said {
        var running = 0.0
        var waiting = 0.0
        var others = 0.0
        var preemptions = 0.0
        var hits = 0.0
        var queries = 0.0
    }

    private func summary(
        _ say: (Int, inout Said) -> Void = { _, _ in },
        run change: (inout SyntheticRun) -> Void = { _ in },
        edit: (inout RunManifest) -> Void = { _ in },
        requests changeRequests: (inout [RequestRecord]) -> Void = { _ in },
        extra: (inout ServerRecord) -> Void = { _ in }
    ) throws -> RunSummary {
        var run = SyntheticRun()
        run.requests = 200
        change(&run)
        var record = run.record()
        record.manifest.serverMetrics = [
            MetricsSource(url: "http://127.0.0.1:8000/metrics", everySeconds: 1)
        ]
        edit(&record.manifest)
        var requests = record.requests
        changeRequests(&requests)
        let end = try #require(requests.compactMap(\.instants.closed).max())
        let open = OpenRequests(requests)
        var server = ServerRecord()
        let start = SyntheticRun.origin
        var second = 0
        while start + .seconds(second) <= end + .seconds(1) {
            let at = start + .seconds(second) + .nanoseconds(-1)
            var said = Said(running: Double(min(8, open.count(at: at))))
            said.waiting = Double(max(0, open.count(at: at) - 8))
            say(second, &said)
            server.scrapes.append(
                ServerScrape(
                    source: 0, at: at, lateness: .milliseconds(2), took: .milliseconds(5),
                    status: 200, bytes: 4000, samples: 9))
            func add(_ name: String, _ value: Double, _ labels: String = "") {
                let all = (labels.isEmpty ? "" : labels + ",") + #"model_name="m""#
                server.values.append(
                    ServerValue(source: 0, at: at, name: "vllm:" + name, labels: all, value: value))
            }
            let first = requests.filter {
                ($0.instants.firstOutput ?? end + .seconds(9)) <= at
            }
            let times = first.compactMap(\.timeToFirstToken).map { $0.seconds - 0.02 }
            add("num_requests_running", said.running + said.others)
            add("num_requests_waiting", said.waiting)
            add("kv_cache_usage_perc", 0.5)
            add("num_preemptions_total", said.preemptions)
            add("prefix_cache_hits_total", said.hits)
            add("prefix_cache_queries_total", said.queries)
            add("time_to_first_token_seconds_count", Double(times.count))
            add("time_to_first_token_seconds_sum", times.reduce(0, +))
            for bound in [0.1, 0.25, 0.5, 1] {
                add(
                    "time_to_first_token_seconds_bucket", Double(times.count { $0 <= bound }),
                    "le=\"\(bound)\"")
            }
            add("time_to_first_token_seconds_bucket", Double(times.count), #"le="+Inf""#)
            second += 1
        }
        extra(&server)
        return RunSummary(
            manifest: record.manifest, requests: requests, histograms: record.histograms,
            server: server)
    }

    private func check(_ kind: ValidityCheck.Kind, in summary: RunSummary) throws -> ValidityCheck {
        try #require(summary.validity.checks.first { $0.kind == kind })
    }

    @Test func `a run that did not ask says nothing of the server`() {
        let record = SyntheticRun().record()
        let summary = record.summary()
        #expect(summary.server == nil)
        #expect(!summary.validity.checks.contains { $0.kind == .otherUsers })
        #expect(!summary.rows.contains { $0.metric.rawValue.hasPrefix("server_") })
    }

    @Test func `levels, counts and the own time to first token are told`() throws {
        let summary = try summary { second, said in
            said.hits = Double(second) * 25
            said.queries = Double(second) * 100
        }
        let server = try #require(summary.server)
        #expect(server.sources[0].engine == .vllm)
        #expect(server.sources[0].latestMilliseconds == 2)
        let running = try #require(server.levels.first { $0.quantity == .running })
        #expect(running.p50 == 8)
        #expect(running.most == 8)
        #expect(server.levels.first { $0.quantity == .cacheUse }?.most == 0.5)
        #expect(server.prefixHitRate == 0.25)
        let own = try #require(server.distributions.first { $0.quantity == .firstToken })
        #expect(own.count == 200)
        // About 205 ms, in the bucket from 100 to 250 ms: an interval, and no number in it.
        #expect(own.p50 == ServerSide.Bounds(low: 0.1, high: 0.25))
        let first = try #require(server.firstTokens)
        #expect(first.reason == nil)
        let least = try #require(first.differenceLeastMilliseconds)
        let most = try #require(first.differenceMostMilliseconds)
        #expect(abs(least - 20) < 0.01 && abs(most - 20) < 0.01)
        #expect(summary.rows.contains { $0.metric.rawValue == "server_ttft_difference" })
        #expect(server.steps.contains { $0.running == 8 && $0.open == 10 })
    }

    @Test func `no others are told where there are none`() throws {
        let summary = try summary()
        #expect(try check(.otherUsers, in: summary).verdict == .trustworthy)
        #expect(summary.server?.others?.looksWithOthers == 0)
        #expect(try check(.preemptions, in: summary).verdict == .trustworthy)
    }

    @Test func `others are told with when and how many`() throws {
        let summary = try summary { second, said in
            if (20..<32).contains(second) { said.others = 7 }
        }
        let found = try check(.otherUsers, in: summary)
        #expect(found.verdict == .withCare)
        #expect(found.value == 7)
        #expect(found.cause == .server)
        #expect(abs((found.atSeconds ?? 0) - 20) < 0.1)
        #expect(summary.server?.others?.longestRow == 12)
    }

    @Test(arguments: [1, 2]) func `a moment's more is no proof of others`(looks: Int) throws {
        let summary = try summary { second, said in
            if (20..<20 + looks).contains(second) { said.others = 7 }
        }
        #expect(try check(.otherUsers, in: summary).verdict == .trustworthy)
        #expect(summary.server?.others?.looksWithOthers == looks)
    }

    /// A server that shows what it had two seconds ago shows requests of ours that have ended.
    @Test func `a server that lags shows no others`() throws {
        var run = SyntheticRun()
        run.requests = 60
        run.rate = 4
        let open = OpenRequests(run.record().requests)
        let summary = try summary(
            { second, said in
                let earlier = SyntheticRun.origin + .seconds(Double(second) - 1.9)
                said.running = Double(open.count(at: earlier))
                said.waiting = 0
            },
            run: {
                $0.requests = 60
                $0.rate = 4
            })
        #expect(try check(.otherUsers, in: summary).verdict == .trustworthy)
    }

    /// A server that goes on with what we gave up shows our own requests.
    @Test func `what we left and the server goes on with is nobody else's`() throws {
        var left = 0
        let summary = try summary(
            { second, said in said.others = Double(second < 20 ? 0 : left) },
            requests: { requests in
                for place in requests.indices.prefix(20).suffix(6) {
                    requests[place].outcome = .timeoutFirstToken
                    left += 1
                }
            })
        #expect(left == 6)
        #expect(try check(.otherUsers, in: summary).verdict == .trustworthy)
    }

    /// Ten streams of short answers are ten at a time, however many there are in two seconds.
    @Test func `short answers of ours hide nobody`() throws {
        let summary = try summary(
            { second, said in if (4..<9).contains(second) { said.others = 2 } },
            run: {
                $0.requests = 800
                $0.firstTokenMilliseconds = .constant(50)
                $0.outputTokens = .constant(3)
            })
        #expect(try check(.otherUsers, in: summary).value == 2)
    }

    @Test func `others are not judged where requests may stand there as several`() throws {
        let summary = try summary(
            { _, said in said.others = 30 }, edit: { $0.plan.request.body = #"{"n": 4}"# })
        #expect(!summary.validity.checks.contains { $0.kind == .otherUsers })
        #expect(summary.server?.othersReason?.contains("--body") == true)
    }

    @Test func `preemptions are told beside stalls, and alone they are no doubt`() throws {
        func preempted(_ stalls: Int) throws -> ValidityCheck {
            let summary = try summary(
                { second, said in said.preemptions = second >= 12 ? 5 : 0 },
                run: { $0.stallEvery = stalls })
            return try check(.preemptions, in: summary)
        }
        #expect(try preempted(2).verdict == .withCare)
        #expect(try preempted(2).value == 5)
        #expect(try preempted(0).verdict == .trustworthy)
    }

    @Test func `a server that begins anew is told, and its times are compared no more`() throws {
        let summary = try summary(
            { second, said in said.queries = Double(second) },
            extra: { server in
                let last = server.scrapes[server.scrapes.count / 2].at
                for index in server.values.indices where server.values[index].at > last {
                    let name = server.values[index].name
                    if name.contains("_total") || name.contains("seconds_") {
                        server.values[index].value = 0
                    }
                }
            })
        #expect(summary.server?.counts.first { $0.quantity == .prefixQueries }?.resets == 1)
        #expect(summary.server?.firstTokens?.differenceMostMilliseconds == nil)
        #expect(summary.server?.firstTokens?.reason != nil)
    }

    @Test func `times of other answers too are compared with no word but why`() throws {
        let summary = try summary(run: { $0.isPaired = true })
        let first = try #require(summary.server?.firstTokens)
        #expect(first.differenceMostMilliseconds == nil)
        #expect(first.reason?.contains("non-streaming") == true)
    }

    @Test func `values that cannot be are no values`() throws {
        let summary = try summary(extra: { server in
            for index in server.values.indices where server.values[index].name.contains("running") {
                server.values[index].value = [Double.nan, -5, .infinity][index % 3]
            }
        })
        #expect(summary.server?.levels.contains { $0.quantity == .running } == false)
        #expect(summary.server?.levels.contains { $0.quantity == .waiting } == true)
    }

    @Test func `looks that failed leave a gap and nothing else`() throws {
        let summary = try summary(extra: { server in
            for index in server.scrapes.indices where index % 2 == 1 {
                server.scrapes[index].outcome = .timeout
            }
        })
        #expect(summary.server?.sources[0].longestGapSeconds == 2)
        #expect(summary.server?.levels.first { $0.quantity == .running }?.most == 8)
    }

    @Test func `nothing came at all`() throws {
        let summary = try summary(extra: { server in
            server.values = []
            for index in server.scrapes.indices { server.scrapes[index].outcome = .connect }
        })
        let server = try #require(summary.server)
        #expect(server.levels.isEmpty && server.counts.isEmpty && server.firstTokens == nil)
        #expect(!summary.validity.checks.contains { $0.kind == .otherUsers })
    }

    // MARK: Several series

    private func look(_ values: [(String, String, Double)]) -> ServerLook? {
        var record = ServerRecord()
        let at = SyntheticRun.origin
        record.scrapes = [ServerScrape(source: 0, at: at)]
        record.values = values.map {
            ServerValue(source: 0, at: at, name: $0.0, labels: $0.1, value: $0.2)
        }
        return ServerLooks(record).looks.first
    }

    @Test func `engines side by side are added, and the ranks of one are not`() {
        let engines = look([
            ("vllm:num_requests_running", #"engine="0""#, 3),
            ("vllm:num_requests_running", #"engine="1""#, 4),
            ("vllm:kv_cache_usage_perc", #"engine="0""#, 0.25),
            ("vllm:kv_cache_usage_perc", #"engine="1""#, 0.75),
        ])
        #expect(engines?.levels[.running] == 7)
        #expect(engines?.levels[.cacheUse] == 0.75)
        let ranks = look([
            ("sglang:num_running_reqs", #"dp_rank="0",tp_rank="0""#, 3),
            ("sglang:num_running_reqs", #"dp_rank="0",tp_rank="1""#, 3),
            ("sglang:num_running_reqs", #"dp_rank="1",tp_rank="0""#, 2),
        ])
        #expect(ranks?.levels[.running] == 5)
    }

    @Test(arguments: [#"priority="""#, ""])
    func `parts by priority are no more than the whole`(whole: String) {
        let found = look([
            ("sglang:num_queue_reqs", #"priority="1""#, 2),
            ("sglang:num_queue_reqs", #"priority="2""#, 4),
            ("sglang:num_queue_reqs", whole, 6),
            ("sglang:num_running_reqs", #"priority="1""#, 3),
            ("sglang:num_running_reqs", #"priority="2""#, 1),
        ])
        #expect(found?.levels[.waiting] == 6)
        #expect(found?.levels[.running] == 4)
    }

    @Test func `SGLang's prefix hits are of all its prompts, whatever its gauge says last`() throws
    {
        var side = try #require(try summary().server)
        func count(_ quantity: ServerQuantity, _ total: Double) -> ServerSide.Count {
            .init(quantity: quantity, total: total, seconds: 10, resets: 0)
        }
        side.counts = [count(.prefixHits, 30), count(.promptTokens, 120)]
        #expect(side.prefixHitRate == 0.25)
        side.counts = []
        side.levels = [.init(quantity: .prefixHitRate, looks: 9, p50: 0.5, most: 0.9, last: 0)]
        #expect(side.prefixHitRate == nil)
    }

    @Test func `of two names for one thing the newer counts`() {
        let found = look([
            ("vllm:gpu_cache_usage_perc", "", 0.2), ("vllm:kv_cache_usage_perc", "", 0.3),
        ])
        #expect(found?.levels[.cacheUse] == 0.3)
    }

    @Test func `labels are read with what is escaped in them`() {
        let pairs = MetricLabels(#"a="x,y=\"z\"",le="+Inf""#).pairs
        #expect(pairs.map(\.name) == ["a", "le"])
        #expect(pairs.last?.value == "+Inf")
        #expect(MetricLabels("").pairs.isEmpty && MetricLabels("a=\"").pairs.count == 1)
    }
}
