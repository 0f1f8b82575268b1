package import RunModel
internal import Transport
internal import Wire

/// What the question for a target's list of models tells of the way there: for whoever examines the target.
package struct ExaminedAnswer: Sendable {
    /// Lengths of the connection's phases; absent those that were not reached.
    package let phases: ConnectPhases
    /// Of HTTP, such as `1.1` or `2`.
    package let httpVersion: String?
    /// What the server chose of the protocols offered with ALPN (RFC 7301), such as `h2`.
    package let chosenProtocol: String?
    /// Such as `TLSv1.3`, and the cipher.
    package let tlsVersion: String?
    package let cipher: String?
    /// When the server's own certificate runs out, as the TLS library writes it: `Nov 27 12:00:00 2027 GMT`.
    package let certificateEnd: String?
    /// The address that was reached.
    package let address: String?
    /// Where the way ended, and the words for it without secrets; nil where there was a whole answer.
    package let failure: Outcome?
    package let message: String?
    /// From *sent* to the complete head.
    package let firstByte: Duration?
    /// Of the head, by their names in lower case: `age`, `date`, `location`, `server`, `via`.
    package let fields: [String: String]
    /// This machine's clock, seconds since 1970, when the request was about to be written and when the head was
    /// complete: the answer was dated in between.
    package let sentTime: Double?
    package let headTime: Double?

    /// Seconds since 1970; nil where the field is missing or no date.
    package var dateSeconds: Int? { fields["date"].flatMap(HTTPDate.secondsSinceEpoch) }

    /// When the certificate runs out, seconds since 1970. The TLS library writes no day of the week.
    package var certificateSeconds: Int? {
        certificateEnd.flatMap { text in
            let words = text.split(separator: " ").filter { $0 != "GMT" }
            return HTTPDate.secondsSinceEpoch("Sun " + words.joined(separator: " "))
        }
    }

    init(_ request: ModelRequest, _ messages: FailureMessage) {
        phases = request.transferEnd?.phases ?? ConnectPhases()
        httpVersion = request.facts.httpVersion
        chosenProtocol = request.facts.chosenProtocol
        tlsVersion = request.facts.tlsVersion
        cipher = request.facts.cipher
        certificateEnd = request.facts.certificateEnd
        address = request.facts.address
        let end = request.transferEnd
        failure = end.map { $0.failure.flatMap(Self.outcome) } ?? .timeoutTotal
        message =
            end.map { $0.message.map { messages.clean($0) } }
            ?? "no whole answer within \(Int(ModelRequest.timeLimit.seconds)) s"
        fields = (request.head?.fields ?? [:]).mapValues { messages.clean($0) }
        let wall = Double(WallClock.nanoseconds()) / 1e9
        let now = MonotonicInstant.now()
        sentTime = request.sent.map { wall - (now - $0).seconds }
        headTime = request.headArrived.map { wall - (now - $0).seconds }
        firstByte =
            if let sent = request.sent, let head = request.headArrived { head - sent } else { nil }
    }
}

extension ExaminedAnswer {
    /// An answer that is no list of models is left before its end, and is an answer.
    private static func outcome(_ failure: TransferFailure) -> Outcome? {
        switch failure {
        case .resolve: .resolve
        case .connect: .connect
        case .tls: .tls
        case .reset: .reset
        case .protocol: .protocol
        case .timeout: .timeoutConnect
        case .generator: .generator
        case .stoppedByReceiver: nil
        }
    }
}

/// How long this machine takes to look a host's name up, and what it finds.
package struct NameSearch: Sendable {
    package let host: String
    /// In the order to try them; empty where it is unknown.
    package let addresses: [String]
    package let took: Duration

    /// Looks up the host of the first side, blocking the thread; nil where nothing is looked up here: of an
    /// address, of a Unix socket, and where a proxy does it.
    package init?(_ order: RunOrder) {
        let side = order.sides[0]
        guard side.plan.target.unixSocket == nil, let host = side.hostName else { return nil }
        self.host = host
        let start = MonotonicInstant.now()
        addresses = HostResolver.addresses(of: host)
        took = .now() - start
    }
}
