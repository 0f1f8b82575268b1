import Analysis
import Engine
import Reporting
import RunModel

/// What is read of a target, without a judgement.
struct TargetReading {
    /// Nil where no name was looked up.
    var name: Name?
    /// The proxy that the environment names for the target.
    var proxy: EnvironmentProxy?
    var isSecure = false
    var isVerified = true
    /// What the question for the list of models says of the way.
    var way: Way?
    /// What the server chose where HTTP/2 was offered too; nil where it was not asked or nothing is known.
    var offered: String?
    var models = Models()
    var answers = Answers()
    /// Seconds since 1970.
    var now = 0.0

    struct Name {
        var host: String
        var addresses: [String]
        var took: Duration
    }

    /// Absent what was not reached or is not told.
    struct Way {
        var failure: Outcome?
        var message: String?
        var phases = ConnectPhases()
        var httpVersion: String?
        var tlsVersion: String?
        var cipher: String?
        var certificateEnd: Double?
        var address: String?
        /// What the answer says of who gives it and who passed it on.
        var server: String?
        var via: String?
        var serverDate: Double?
        var sentTime: Double?
        var headTime: Double?
    }

    struct Models {
        var asked = ""
        /// Whether the user named it, and not this program.
        var isNamed = false
        /// Nil without an answer.
        var status: Int?
        var listed: [String] = []
        /// Whether the answer was a list at all, and whether it holds others than those listed here.
        var isList = false
        var hasMore = false
    }

    /// Of the few small requests; empty where the target cannot be reached.
    struct Answers {
        var requests: [RequestRecord] = []
        var summary: RunSummary?
        /// What to do, a line each, where none succeeded.
        var advice: [String] = []
        /// How long they were waited for.
        var waited = Duration.zero

        /// Whether the target answers requests, be it as no stream.
        var hasSuccess: Bool { requests.contains(where: \.outcome.isSuccess) }
    }
}

extension TargetReading.Way {
    init(_ answer: ExaminedAnswer) {
        failure = answer.failure
        message = answer.message
        phases = answer.phases
        httpVersion = answer.httpVersion
        tlsVersion = answer.tlsVersion
        cipher = answer.cipher
        address = answer.address
        certificateEnd = answer.certificateSeconds.map(Double.init)
        server = answer.fields["server"]
        via = answer.fields["via"]
        // A cache dates an answer when it was made, not when it is given (RFC 9111, 5.1).
        let isCached = answer.fields["age"] != nil
        serverDate = isCached ? nil : answer.dateSeconds.map(Double.init)
        sentTime = answer.sentTime
        headTime = answer.headTime
    }

    /// Whether the server was reached at all.
    var isReached: Bool {
        switch failure {
        case .resolve, .connect, .tls, .timeoutConnect, .generator: false
        default: true
        }
    }

    /// Whether something takes the connection and says nothing.
    var isMute: Bool { failure == .timeoutTotal }
}
