import Reporting
import RunModel
import Testing

@testable import streamgauge

/// What is made of what a target said.
@Suite struct TargetReadingTests {
    private func finding(_ check: Check, _ reading: TargetReading) -> Finding? {
        reading.findings().first { $0.check == check }
    }

    /// A request between 999.8 and 1000.1 of our clock, dated by the server.
    private func dated(_ date: Double) -> TargetReading {
        var way = TargetReading.Way()
        (way.sentTime, way.headTime, way.serverDate) = (999.8, 1000.1, date)
        var reading = TargetReading()
        reading.way = way
        return reading
    }

    @Test(arguments: [999.0, 1000, 1001])
    func `a clock within its whole seconds agrees`(date: Double) {
        #expect(finding(.serverClock, dated(date))?.state == .ok)
    }

    @Test func `a clock that is off says by how much at least`() {
        let ahead = finding(.serverClock, dated(1006))
        #expect(ahead?.state == .note && ahead?.found == "at least 4.90 s ahead of this machine's")
        let behind = finding(.serverClock, dated(990))
        #expect(behind?.found == "at least 8.80 s behind this machine's")
    }

    @Test func `a certificate about to run out is told`() {
        var reading = TargetReading()
        reading.isSecure = true
        reading.now = 1_000_000
        var way = TargetReading.Way()
        (way.tlsVersion, way.cipher) = ("TLSv1.3", "TLS_AES_256_GCM_SHA384")
        way.certificateEnd = 1_000_000 + 86_400 * 3.5
        reading.way = way
        let tls = finding(.tls, reading)
        #expect(tls?.state == .note)
        #expect(tls?.found == "TLSv1.3 TLS_AES_256_GCM_SHA384, certificate for 3 days more")
        reading.way?.certificateEnd = 1_000_000 + 86_400 * 90
        #expect(finding(.tls, reading)?.state == .ok)
        reading.isVerified = false
        #expect(finding(.tls, reading)?.state == .note)
        reading.way?.certificateEnd = 1_000_000 - 86_400 * 10.4
        let expired = finding(.tls, reading)
        #expect(expired?.found.contains("certificate ran out 10 days ago") == true)
        #expect(expired?.remedy?.contains("Renew") == true)
    }

    @Test func `TLS that was never agreed on is not called good`() {
        var reading = TargetReading()
        reading.isSecure = true
        var way = TargetReading.Way()
        way.failure = .timeoutTotal
        reading.way = way
        #expect(finding(.tls, reading) == nil)
        #expect(finding(.connection, reading)?.state == .mend)
        reading.way?.failure = .tls
        #expect(finding(.tls, reading)?.state == .mend)
    }

    private func request(
        _ outcome: Outcome, _ mode: ResponseMode = .streaming
    ) -> RequestRecord {
        var request = RequestRecord(
            request: 0, round: 1, phase: .measured, mode: mode, worker: 0)
        request.outcome = outcome
        return request
    }

    @Test(arguments: [401, 403])
    func `a list that is refused is to be mended only where requests fail too`(status: Int) {
        var reading = TargetReading()
        reading.way = TargetReading.Way()
        reading.models.status = status
        #expect(finding(.models, reading)?.state == .mend)
        reading.answers.requests = [request(.http4xx), request(.ok)]
        let models = finding(.models, reading)
        #expect(models?.state == .note && models?.cost?.contains("refused") == false)
    }

    @Test func `a list that does not come is to be mended only where requests fail too`() {
        var reading = TargetReading()
        var way = TargetReading.Way()
        way.failure = .reset
        reading.way = way
        reading.models.isNamed = true
        #expect(finding(.connection, reading)?.state == .mend)
        #expect(finding(.models, reading)?.remedy == nil)
        reading.answers.requests = [request(.ok)]
        #expect(finding(.connection, reading)?.state == .note)
    }

    @Test
    func `a model that is not listed is to be mended where none answers and the list is whole`() {
        var reading = TargetReading()
        reading.models = .init(
            asked: "alias", isNamed: true, status: 200, listed: ["alpha", "beta"], isList: true)
        #expect(finding(.models, reading)?.state == .mend)
        #expect(finding(.models, reading)?.remedy == "Is it --model alpha?")
        reading.answers.requests = [request(.ok)]
        #expect(finding(.models, reading)?.state == .note)
        reading.answers.requests = []
        reading.models.hasMore = true
        #expect(finding(.models, reading)?.state == .note)
        reading.models.asked = "beta"
        #expect(finding(.models, reading)?.found == "beta is one of at least 2 listed")
    }

    @Test func `no advice is no empty line`() {
        #expect(Finding(.answers, .mend, "none", remedy: "").remedy == nil)
    }

    @Test func `an empty list is told from none`() {
        var reading = TargetReading()
        reading.models.status = 200
        #expect(finding(.models, reading)?.found == "the answer is no list of models")
        reading.models.isList = true
        #expect(finding(.models, reading)?.found == "the list names no model")
    }

    @Test(
        arguments: [
            ("https://a.test/v1", ["https_proxy": "http://u:secret@p.test:3128"], "p.test"),
            ("http://a.test/v1", ["http_proxy": "http://p.test:1"], "p.test"),
            ("http://a.test/v1", ["https_proxy": "http://p.test:1"], nil),
            ("http://a.test/v1", ["HTTP_PROXY": "http://p.test:1"], nil),
            (
                "http://b.a.test:80/v1",
                ["all_proxy": "http://p.test:1", "no_proxy": "x, .a.test"], nil
            ),
            ("http://a.test/v1", ["all_proxy": "http://p.test:1", "no_proxy": "*"], nil),
            (
                "http://a.test/v1",
                ["all_proxy": "http://p.test:1", "no_proxy": "", "NO_PROXY": "a.test"], nil
            ),
            (
                "http://10.1.2.3:8/v1",
                ["all_proxy": "http://p.test:1", "no_proxy": "b, 10.1.0.0/16"], nil
            ),
            (
                "http://10.2.2.3:8/v1",
                ["all_proxy": "http://p.test:1", "no_proxy": "10.1.0.0/16"], "p.test"
            ),
            (
                "http://ba.test/v1", ["all_proxy": "http://p.test:1", "no_proxy": "a.test"],
                "p.test"
            ),
        ] as [(String, [String: String], String?)])
    func `the proxy of the environment is told without its password`(
        url: String, environment: [String: String], host: String?
    ) {
        var target = TargetPlan()
        target.baseURL = url
        let proxy = EnvironmentProxy.of(target, environment: environment)
        #expect((proxy != nil) == (host != nil))
        #expect(
            proxy.map { $0.shownURL.contains(host ?? "") && !$0.shownURL.contains("secret") }
                ?? true,
            "\(proxy?.shownURL ?? "")")
        #expect(proxy.map { environment[$0.variable]?.isEmpty == false } ?? true)
    }

    @Test func `what fails behind a proxy is looked for there too`() {
        var reading = TargetReading()
        reading.proxy = EnvironmentProxy(shownURL: "http://p.test:3128", variable: "https_proxy")
        var way = TargetReading.Way()
        way.failure = .connect
        reading.way = way
        let connection = finding(.connection, reading)?.remedy ?? ""
        #expect(connection.contains("https_proxy") && connection.contains("no_proxy"))
        reading.isSecure = true
        reading.way?.failure = .tls
        #expect(finding(.tls, reading)?.remedy?.contains("--cacert") == true)
        reading.way?.failure = nil
        reading.models.status = 407
        #expect(reading.proxyAdvice?.contains("NAME:PASSWORD@HOST") == true)
        reading.models.status = 200
        #expect(reading.proxyAdvice == nil)
        reading.proxy = nil
        reading.models.status = 407
        #expect(reading.proxyAdvice == nil)
    }

    @Test func `who answers is told, and who passes it on is a note`() {
        var reading = TargetReading()
        reading.way = TargetReading.Way()
        #expect(finding(.server, reading) == nil)
        reading.way?.server = "uvicorn"
        #expect(finding(.server, reading)?.state == .ok)
        reading.way?.via = "1.1 squid"
        let server = finding(.server, reading)
        #expect(server?.state == .note && server?.found.contains("squid") == true)
    }

    @Test func `each answer that is long in coming is told once`() {
        var plan = RunPlan()
        plan.load.requests = 2
        var wait = AnswerWait(plan)
        var ended = 0
        let start = ContinuousClock.now
        func line(_ seconds: Double) -> String? {
            wait.line(ended: ended, at: start + .seconds(seconds))
        }
        #expect(line(0) == nil && line(0.9) == nil)
        #expect(line(1.1)?.contains("answer 1 of 2") == true)
        #expect(line(5) == nil)
        ended = 1
        #expect(line(6) == nil && line(6.5) == nil)
        #expect(line(7.1)?.contains("answer 2 of 2") == true)
        ended = 2
        #expect(line(20) == nil && line(30) == nil)
    }
}
