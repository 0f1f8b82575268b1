internal import Glibc
internal import NIOCore
internal import NIOHTTP1

/// What a page may ask of the run. Called on the server's thread.
package struct LiveActions: Sendable {
    /// Sets a mark and says so, or why not.
    package var mark: @Sendable (String) -> Result<String, LiveRefusal>
    /// Ends the run as one Ctrl-C does and says so, or why not.
    package var stop: @Sendable () -> Result<String, LiveRefusal>

    package init(
        mark: @escaping @Sendable (String) -> Result<String, LiveRefusal>,
        stop: @escaping @Sendable () -> Result<String, LiveRefusal>
    ) {
        self.mark = mark
        self.stop = stop
    }
}

/// Why something that was asked for is not done.
package struct LiveRefusal: Error, Equatable {
    package var sentence: String

    package init(_ sentence: String) {
        self.sentence = sentence
    }

    /// Why nobody can listen there.
    init(listening error: any Error, on address: String, _ port: Int) {
        let code = (error as? IOError)?.errnoCode
        let reason = code.map { String(cString: strerror($0)) } ?? "\(error)"
        let place = port > 0 ? "\(address), port \(port)" : address
        self.init("cannot listen on \(place): \(reason)")
    }
}

/// What is served, and to whom.
struct LiveSite: Sendable {
    let gate: LiveGate
    let document: ByteBuffer
    let script: ByteBuffer
    let actions: LiveActions

    /// Nothing but this server's own is loaded, framed or kept, and the address goes nowhere. A report holds its own
    /// script and no address at all.
    static func headers(isReport: Bool) -> HTTPHeaders {
        let sources =
            isReport
            ? "script-src 'unsafe-inline'" : "script-src 'self'; connect-src 'self'"
        return [
            "Content-Security-Policy":
                "default-src 'none'; \(sources); style-src 'unsafe-inline'; img-src data:; "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin",
        ]
    }
}
