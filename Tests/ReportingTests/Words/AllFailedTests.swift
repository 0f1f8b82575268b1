import Analysis
import RunModel
import SyntheticRuns
import Testing

@testable import Reporting

/// Runs of which no request succeeded: the cause and what to do, and no table of nothing.
@Suite struct AllFailedTests {
    private func summary(
        _ outcome: Outcome = .http4xx, status: Int? = 401, isPaired: Bool = false,
        only mode: ResponseMode? = nil
    ) -> RunSummary {
        var run = SyntheticRun()
        run.requests = 40
        run.isPaired = isPaired
        var record = run.record()
        record.edit { _, request in
            guard mode == nil || request.mode == mode else { return }
            request = RequestRecord.refused(request)
            request.outcome = outcome
            request.status = status
            request.message = "no key"
        }
        guard mode == nil else { return record.summary() }
        return RunSummary(
            manifest: record.manifest, requests: record.requests, histograms: HistogramSet())
    }

    @Test(arguments: [false, true])
    func `the terminal says why and what to do instead of a table`(isPaired: Bool) {
        let summary = summary(isPaired: isPaired)
        for text in [
            ConsoleSummary(summary).rendered(), ConsoleSummary(summary).renderedComparison(),
        ] {
            #expect(text.contains("the first: no key"))
            #expect(text.contains("OPENAI_API_KEY"))
            for empty in ["p50", "below:", "documented", "break-even", "in %", "throughput"] {
                #expect(!text.contains(empty), "\(empty)")
            }
        }
    }

    @Test(arguments: [false, true])
    func `no check speaks of numbers that are not there`(isPaired: Bool) {
        let validity = summary(isPaired: isPaired).validity
        #expect(validity.verdict == .notTrustworthy)
        #expect(Set(validity.reasons.map(\.kind)) == [.failures])
        let text = ConsoleSummary(summary(isPaired: isPaired)).rendered()
        #expect(text.contains("of the requests failed"))
        #expect(text.replacing(/\s+/, with: " ").contains("no latency was measured"))
        for word in ["percentiles", "load was not", "rate"] {
            #expect(!text.contains(word), "\(word)")
        }
    }

    @Test func `a killed run is not told that it has fewer requests than planned`() {
        var record = SyntheticRun().record()
        record.manifest.ending = .unfinished
        record.manifest.plannedRequests = 10_000
        #expect(record.summary().validity.reasons.map(\.kind) == [.ending])
    }

    @Test(arguments: [false, true])
    func `report.md has no table and no percentile`(isPaired: Bool) {
        let text = MarkdownReport(summary(isPaired: isPaired)).text()
        #expect(!text.contains("| ---"))
        #expect(text.contains("No request succeeded."))
        #expect(text.contains("the first: no key"))
        #expect(text.contains("OPENAI"))
    }

    @Test(arguments: [false, true])
    func `the page has no row without a number`(isPaired: Bool) throws {
        let page = try HTMLReport(summary(isPaired: isPaired)).rendered()
        #expect(page.contains("OPENAI_API_KEY"))
        for section in ["headlines", "gaps", "rounds", "first-token", "comparison"] {
            #expect(!page.contains("id=\"\(section)\""), "\(section)")
        }
        for row in page.matches(of: /<tr><th scope="row">.*?<\/tr>/) {
            #expect(row.output.contains(/<td[^>]*>[^<—]/), "\(row.output)")
        }
    }

    @Test func `a mode that worked keeps its numbers beside one that did not`() throws {
        let summary = summary(isPaired: true, only: .nonStreaming)
        let text = ConsoleSummary(summary).rendered()
        #expect(text.contains("non-streaming: no request succeeded"))
        #expect(text.contains("TTFT"))
        #expect(text.contains("no pair with two successes"))
        let page = try HTMLReport(summary).rendered()
        #expect(page.contains("id=\"headlines\"") && page.contains("id=\"gaps\""))
        #expect(page.contains("No non-streaming request succeeded."))
    }

    @Test(
        arguments: [
            (Outcome.http4xx, 404, "--model"), (.http4xx, 422, "what the message names"),
            (.rateLimited, 429, "--concurrency"), (.connect, nil, "--base-url"),
            (.resolve, nil, "name"), (.tls, nil, "--cacert"), (.http5xx, 500, "log"),
            (.timeoutGap, 200, "--timeout-gap"), (.notAStream, 200, "--modes non_streaming"),
        ] as [(Outcome, Int?, String)])
    func `names what to do`(outcome: Outcome, status: Int?, words: String) {
        let found = FailureRemedy.sentence(summary(outcome, status: status), .streaming)
        #expect(found?.contains(words) == true)
    }

    @Test(
        arguments: [
            (401, nil, .anthropic, .messages, "with ANTHROPIC_API_KEY or"),
            (401, nil, nil, .messages, "ANTHROPIC_API_KEY is read with --provider anthropic"),
            (401, nil, nil, .chat, "with OPENAI_API_KEY or"),
            (404, "Not Found", nil, .messages, "the API messages (--api)"),
            (
                404, "This model is only supported in v1/responses and not in v1/chat/completions.",
                nil, .chat, "--api responses."
            ),
            (400, "Your credit balance is too low", nil, .messages, "plan and billing"),
            (
                429, "You exceeded your current quota, check your billing details", nil, .chat,
                "plan"
            ),
        ] as [(Int, String?, Provider?, APIName, String)])
    func `what to do goes by who was asked, and by its words`(
        status: Int, message: String?, provider: Provider?, api: APIName, words: String
    ) {
        var target = TargetPlan()
        target.provider = provider
        target.api = api
        var count = OutcomeCount.ofRequests(status == 429 ? .rateLimited : .http4xx)
        count.statuses = [status]
        count.firstMessage = message
        let found = FailureRemedy.sentence(count, target: target)
        #expect(found.contains(words), "\(found)")
    }

    @Test func `advises nothing where something succeeded`() {
        #expect(FailureRemedy.sentence(SyntheticRun.eventfulSummary, .streaming) == nil)
    }
}

extension RequestRecord {
    /// What is left of a request that was refused at once.
    fileprivate static func refused(_ request: RequestRecord) -> RequestRecord {
        var refused = RequestRecord(
            request: request.request, round: request.round, phase: request.phase,
            mode: request.mode, worker: request.worker)
        refused.pair = request.pair
        refused.instants.scheduled = request.instants.scheduled
        refused.instants.started = request.instants.started
        refused.instants.sent = request.instants.sent
        refused.instants.closed = request.instants.sent.map { $0 + .milliseconds(2) }
        return refused
    }
}
