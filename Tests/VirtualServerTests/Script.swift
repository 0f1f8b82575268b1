import RunModel
import VirtualServer
import Workload

/// Starts and cancels at given times.
struct Script: Dispatcher {
    enum Step {
        case stream(Int, tokens: Int)
        case whole(Int, tokens: Int)
        case cancel(Int, Departure)
    }

    private var steps: ArraySlice<(at: Duration, step: Step)>

    init(_ steps: [(at: Duration, step: Step)]) {
        self.steps = steps.sorted { $0.at < $1.at }[...]
    }

    mutating func next(elapsed: Duration, open: Int) -> Dispatch {
        guard let (due, step) = steps.first else { return .finished }
        guard due <= elapsed else { return .wait(until: due) }
        steps.removeFirst()
        switch step {
        case .stream(let request, let tokens):
            return .start(Self.ticket(request, .streaming, tokens, at: elapsed))
        case .whole(let request, let tokens):
            return .start(Self.ticket(request, .nonStreaming, tokens, at: elapsed))
        case .cancel(let request, let departure):
            return .cancel(request: request, departure)
        }
    }

    var plannedEnd: Duration? { nil }

    static func ticket(
        _ request: Int, _ mode: ResponseMode, _ tokens: Int, at elapsed: Duration
    ) -> Ticket {
        var ticket = Ticket(
            request: request, mode: mode, prompt: 0, phase: .measured, round: 0, scheduled: elapsed)
        ticket.maxTokens = tokens
        return ticket
    }
}

extension VirtualRun {
    /// The record of a request; a run that lost it has failed every test.
    func of(_ request: Int) -> RequestRecord {
        requests.first { $0.request == request }
            ?? RequestRecord(request: -1, round: 0, phase: .warmup, mode: .streaming, worker: 0)
    }

    /// Since the origin.
    func time(_ request: Int, _ instant: KeyPath<RequestInstants, MonotonicInstant?>) -> Duration? {
        of(request).instants[keyPath: instant].map { $0 - origin }
    }
}
