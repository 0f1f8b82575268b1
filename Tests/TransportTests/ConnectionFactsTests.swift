import Testing
import Transport

@Suite struct ConnectionFactsTests {
    @Test(arguments: [
        "SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384\n",
        "SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384 / x25519 / RSASSA-PSS\n",
    ])
    func `reads what libcurl 7 and 8 say of TLS`(line: String) {
        var facts = ConnectionFacts()
        facts.read(["  Trying 127.0.0.1:443...\n", line, "ALPN: server accepted h2\n"])
        #expect(facts.tlsVersion == "TLSv1.3" && facts.cipher == "TLS_AES_256_GCM_SHA384")
        #expect(facts.chosenProtocol == "h2")
    }

    @Test func `says nothing of what is not told`() {
        var facts = ConnectionFacts()
        facts.read(["", "SSL connection using ", "ALPN: server did not agree on a protocol.\n"])
        #expect(facts == ConnectionFacts())
    }
}
