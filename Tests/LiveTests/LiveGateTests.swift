import NIOHTTP1
import Testing

@testable import Live

@Suite struct LiveGateTests {
    private static let token = "0123456789abcdef0123456789abcdef01234567"
    private let gate = LiveGate(
        token: LiveToken(text: token), hosts: HostRule(address: "127.0.0.1", port: 4321))

    private func entry(
        _ method: HTTPMethod, _ uri: String, _ headers: HTTPHeaders = ["Host": "127.0.0.1:4321"]
    ) -> LiveGate.Entry {
        gate.entry(
            of: HTTPRequestHead(version: .http1_1, method: method, uri: uri, headers: headers))
    }

    private func status(_ entry: LiveGate.Entry) -> UInt? {
        if case .refused(let status, let sentence) = entry {
            #expect(sentence.hasSuffix(".") && !sentence.contains(Self.token))
            return status.code
        }
        return nil
    }

    @Test func `lets in who knows the token`() {
        #expect(entry(.GET, "/\(Self.token)/") == .page)
        #expect(entry(.GET, "/\(Self.token)/live.js") == .script)
        #expect(entry(.GET, "/\(Self.token)/events") == .events)
        #expect(entry(.GET, "/\(Self.token)/report") == .report)
        #expect(entry(.POST, "/\(Self.token)/mark") == .mark)
        #expect(entry(.POST, "/\(Self.token)/stop") == .stop)
        // As it comes of the printed address, which ends with a slash, and "/mark" behind it.
        #expect(entry(.POST, "/\(Self.token)//mark") == .mark)
    }

    @Test(arguments: [
        "/", "", "/events", "/\(String(token.dropLast()))/", "/\(token)0/", "//\(token)/",
        "/x/\(token)/", "/\(token.uppercased())/", "*", "http://127.0.0.1:4321/\(token)/",
    ])
    func `refuses an address without the token`(uri: String) {
        #expect(status(entry(.GET, uri)) == 403)
        #expect(status(entry(.POST, uri + "mark")) == 403)
    }

    @Test(arguments: [
        "evil.example:4321", "127.0.0.1", "127.0.0.1:4322", "127.0.0.1.evil.example:4321",
        "localhost:80", "", ":4321", "[::1]:4321", "127.0.0.1:4321:1", "10.0.0.1:4321",
    ])
    func `refuses a Host that is not where it listens`(host: String) {
        #expect(status(entry(.GET, "/\(Self.token)/", ["Host": host])) == 403)
    }

    @Test func `refuses no Host, and two of them`() {
        #expect(status(entry(.GET, "/\(Self.token)/", [:])) == 403)
        let both: HTTPHeaders = ["Host": "127.0.0.1:4321", "host": "127.0.0.1:4321"]
        #expect(status(entry(.GET, "/\(Self.token)/", both)) == 403)
    }

    @Test(arguments: ["http://evil.example", "null", "https://127.0.0.1:4321", "http://127.0.0.1"])
    func `refuses what another origin wants changed`(origin: String) {
        let headers: HTTPHeaders = ["Host": "127.0.0.1:4321", "Origin": origin]
        for path in ["mark", "stop"] {
            #expect(status(entry(.POST, "/\(Self.token)/\(path)", headers)) == 403)
        }
    }

    @Test func `lets the page itself change what it may`() {
        let headers: HTTPHeaders = ["Host": "localhost:4321", "Origin": "http://localhost:4321"]
        #expect(entry(.POST, "/\(Self.token)/stop", headers) == .stop)
    }

    @Test(arguments: [HTTPMethod.PUT, .DELETE, .OPTIONS, .HEAD, .PATCH, .TRACE])
    func `refuses other methods`(method: HTTPMethod) {
        for path in ["", "events", "report", "mark", "stop"] {
            #expect(status(entry(method, "/\(Self.token)/\(path)")) == 405)
        }
        #expect(status(entry(.GET, "/\(Self.token)/stop")) == 405)
        #expect(status(entry(.POST, "/\(Self.token)/events")) == 405)
    }

    @Test func `knows no other address, and no large body`() {
        #expect(status(entry(.GET, "/\(Self.token)/../etc/passwd")) == 404)
        #expect(status(entry(.GET, "/\(Self.token)")) == 404)
        let large: HTTPHeaders = ["Host": "127.0.0.1:4321", "Content-Length": "1025"]
        #expect(status(entry(.POST, "/\(Self.token)/mark", large)) == 413)
    }

    @Test func `no two tokens are alike, and each has 160 bits`() {
        let tokens = Set((0..<200).map { _ in LiveToken().text })
        #expect(tokens.count == 200)
        #expect(tokens.allSatisfy { $0.count == 40 && $0.allSatisfy(\.isHexDigit) })
    }
}

@Suite struct HostRuleTests {
    @Test func `an address of all others takes addresses, and no name that could point there`() {
        let rule = HostRule(address: "0.0.0.0", port: 80)
        #expect(rule.allows("192.168.1.5") && rule.allows("192.168.1.5:80"))
        #expect(rule.allows("[fe80::1]:80") && rule.allows("localhost"))
        #expect(!rule.allows("evil.example") && !rule.allows("192.168.1.5:81"))
        #expect(!rule.isLoopback)
    }

    @Test func `an IPv6 address stands in brackets`() {
        let rule = HostRule(address: "::1", port: 9)
        #expect(rule.shown == "[::1]:9" && rule.isLoopback)
        #expect(rule.allows("[::1]:9") && !rule.allows("::1:9") && !rule.allows("[::2]:9"))
    }
}
