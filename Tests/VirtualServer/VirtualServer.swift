package import RunModel
import Statistics
package import Workload

@testable package import Emulator

/// A server with the emulator's limits, and a client that obeys a dispatcher as a worker of the engine does,
/// in a time that nobody waits for: minutes of a run pass in milliseconds, the same way each time.
package struct VirtualServer: Sendable {
    package var policy = LimitPolicy()
    /// From being let in.
    package var timeToFirstToken = Duration.milliseconds(200)
    /// By how much it varies from one answer to the next, as a share of it: evenly between less and more.
    package var timeToFirstTokenJitter = 0.0
    /// Where it is above 0, that time is log-normal instead: the median as above, with this sigma.
    package var timeToFirstTokenSigma = 0.0
    /// From one token to the next; every token is an event.
    package var gap = Duration.milliseconds(30)
    package var gapJitter = 0.0
    /// Of an answer, where the request asks for no number.
    package var defaultTokens = 200
    package var promptTokens = 12
    /// Answers end after so many tokens, evenly drawn, whatever more was asked for.
    package var ownLengths: ClosedRange<Int>?
    /// One way on the network.
    package var latency = Duration.microseconds(200)
    /// So many of the requests are let in and have their connection reset instead of their second token.
    package var resetShare = 0.0
    /// So many are let in and have it reset before the head.
    package var resetBeforeHeadShare = 0.0
    /// So many are answered with 500 before the limits are asked.
    package var errorShare = 0.0
    /// Requests for whole answers are answered with it, before the limits are asked.
    package var statusForWhole: Int?
    /// Header fields that are never sent.
    package var withheldFields: Set<String> = []
    /// `Retry-After` of every refusal, in place of the limiter's.
    package var retryAfterOfAll: String?
    /// Every request is answered with it, whatever the limits say.
    package var statusForAll: Int?
    /// Takes the place of the limiter's refusals.
    package var refusal: VirtualRefusal?
    /// While others are under way, streams begin only at multiples of this, one at each.
    package var admissionPeriod: Duration?
    /// The oldest stream is reset when another begins that would make more than so many.
    package var evictionLimit: Int?
    /// Asked before the limits of the policy.
    package var strange: (any StrangeLimiter)?
    /// Servers with all of the limits each, one of which each request is sent to, by chance or in turn.
    package var replicas = 1
    package var areReplicasDrawn = false
    /// By how much resets are told too late, as by a clock in another zone.
    package var resetOffset = Duration.zero
    /// Of so many requests the answer to one is read so much later than it came, as on a client that is busy.
    package var lateReadEvery: Int?
    package var readDelay = Duration.milliseconds(1500)
    /// Whether nobody listens.
    package var isDown = false
    /// How long it has run when the run begins: fixed windows and the traffic of others count from its start.
    package var age = Duration.zero
    package var seed: UInt64 = 1
    /// Who asks beside the first caller, by the tickets' target.
    package var callers: [OtherCaller] = []

    package init() {}

    /// Does what the dispatcher says until it has finished, or for `limit` at most.
    package func run(
        _ dispatcher: any Dispatcher, until limit: Duration = .seconds(3600)
    ) -> VirtualRun {
        var client = VirtualClient(self, dispatcher)
        return client.run(until: limit)
    }

    /// The run's origin.
    static let origin = MonotonicInstant(nanoseconds: 9_000_000_000_000)

    /// Who makes a request.
    func caller(of ticket: Ticket) -> LimitCaller {
        var caller = LimitCaller(key: "first", model: "first", address: "127.0.0.1")
        if replicas > 1 {
            let number = UInt64(ticket.request)
            let draw =
                areReplicasDrawn ? (number &* 0x9E37_79B9 &+ seed &* 0x85EB_CA6B) >> 7 : number
            caller.key += " at \(draw % UInt64(replicas))"
        }
        guard callers.indices.contains(ticket.target - 1) else { return caller }
        let other = callers[ticket.target - 1]
        switch other.difference {
        case .key: caller.key = "second"
        case .model: caller.model = other.value ?? ""
        case .address: caller.address = other.value ?? ""
        case .connection: caller.connection = 1
        }
        return caller
    }

    /// How much later than it came the answer to a request is read.
    func readDelay(of request: Int) -> Duration {
        lateReadEvery.map { request % $0 == $0 - 1 } == true ? readDelay : .zero
    }

    /// A token a word, where the ticket asks for words.
    func promptTokens(of ticket: Ticket) -> Int {
        promptTokens + (ticket.ask?.words ?? 0)
    }

    var clock: ServerClock {
        ServerClock(
            start: Self.origin + (.zero - age), wallNanoseconds: 1_000_000_000_000_000_000)
    }

    var latencyModel: LatencyModel {
        LatencyModel(
            timeToFirstToken: timeToFirstTokenSigma > 0
                ? .logNormal(
                    median: timeToFirstToken.milliseconds, sigma: timeToFirstTokenSigma)
                : Self.around(timeToFirstToken, timeToFirstTokenJitter),
            gap: Self.around(gap, gapJitter), outputTokens: .constant(Double(defaultTokens)))
    }

    private static func around(_ mean: Duration, _ jitter: Double) -> Distribution {
        let middle = mean.milliseconds
        guard jitter > 0 else { return .constant(middle) }
        return .uniform(middle * (1 - jitter), middle * (1 + jitter))
    }

    func seed(of request: Int) -> AnswerSeed {
        AnswerSeed(
            seed: seed, number: UInt64(truncatingIfNeeded: request), prompt: PromptDigest())
    }
}

/// How a server says no.
package struct VirtualRefusal: Sendable {
    package var status: Int
    /// Whether the error is an event of a stream.
    package var isInBand: Bool
    package var json: String

    package init(_ status: Int, isInBand: Bool = false, _ json: String) {
        self.status = status
        self.isInBand = isInBand
        self.json = json
    }
}
