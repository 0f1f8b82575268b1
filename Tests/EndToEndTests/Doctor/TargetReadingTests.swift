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
            proxy.map { $0.contains(host ?? "") && !$0.contains("secret") } ?? true,
            "\(proxy ?? "")")
    }
}
