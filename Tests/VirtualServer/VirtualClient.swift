import RunModel
import Workload

@testable import Emulator

/// The client's side: asks the dispatcher just when `Worker` does, and records what comes as the engine does.
struct VirtualClient {
    /// How many starts and cancellations a dispatcher may order at one instant.
    private static let mostSteps = 100_000

    private let server: VirtualServer
    private var dispatcher: any Dispatcher
    private var service: LimitedService
    private var agenda = Agenda()
    private var now = VirtualServer.origin
    private var nextDispatch: MonotonicInstant? = VirtualServer.origin
    private var open: [Int: RequestFlight] = [:]
    private var isDispatching = false
    private var isCut = false
    private var run: VirtualRun
    /// Of all requests so far.
    private var tickets: [Int: Ticket] = [:]

    init(_ server: VirtualServer, _ dispatcher: any Dispatcher) {
        self.server = server
        self.dispatcher = dispatcher
        service = LimitedService(server)
        run = VirtualRun(origin: VirtualServer.origin, truth: service.statistics)
    }

    mutating func run(until limit: Duration) -> VirtualRun {
        let deadline = run.origin + limit
        while !run.isFinished {
            if let due = nextDispatch, due < agenda.nextDue ?? due + .seconds(1), due <= deadline {
                now = due
                dispatch()
            } else if let (due, happening) = agenda.take(by: deadline) {
                now = due
                take(happening)
            } else {
                now = deadline
                cutAll()
                break
            }
        }
        run.ended = now - run.origin
        // The server has yet to hear of those that left last.
        while let (due, happening) = agenda.take(by: MonotonicInstant(nanoseconds: .max)) {
            now = due
            take(happening)
        }
        run.truth = service.statistics
        return run
    }

    private mutating func take(_ happening: Happening) {
        switch happening {
        case .arrival(let request):
            if let ticket = tickets[request] { service.arrive(ticket, at: now, &agenda) }
        case .departure(let request, let cause):
            service.depart(request, cause, at: now, &agenda)
        case .answerDue(let request): service.act(request, at: now, &agenda)
        case .kill(let request): service.kill(request, at: now, &agenda)
        case .turn: service.takeTurn(at: now, &agenda)
        case .head(let request, let status, let limits):
            guard let ticket = open[request]?.ticket else { return }
            open[request]?.headComplete(status, limits, at: now)
            saw(ticket, .answered(status: status, limits))
        case .firstOutput(let request):
            if let ticket = open[request]?.ticket { saw(ticket, .firstOutput) }
        case .end(let request, let end):
            guard open[request] != nil else { return }
            conclude(request) { $0.finish(end, at: $1) }
            if !isCut { dispatch() }
        }
    }

    // MARK: The dispatcher

    private mutating func dispatch() {
        guard !isDispatching, !run.isFinished else { return }
        isDispatching = true
        defer { isDispatching = false }
        nextDispatch = nil
        for _ in 0..<Self.mostSteps {
            switch dispatcher.next(elapsed: now - run.origin, open: open.count) {
            case .start(let ticket): start(ticket)
            case .cancel(let request, let departure): cancel(request, departure)
            case .wait(let until):
                // A real clock has moved when it is asked again.
                nextDispatch = max(run.origin + until, now + .microseconds(1))
                return
            case .waitForEnd: return
            case .finished:
                run.isFinished = open.isEmpty
                return
            }
        }
        preconditionFailure("the dispatcher never waits at \(now - run.origin)")
    }

    private mutating func saw(_ ticket: Ticket, _ kind: RequestEvent.Kind) {
        dispatcher.saw(RequestEvent(ticket, at: now - run.origin, kind))
        if dispatcher.reactsToAnswers { nextDispatch = now }
    }

    // MARK: Requests

    private mutating func start(_ ticket: Ticket) {
        let request = ticket.request
        precondition(tickets[request] == nil, "request \(request) is started twice")
        var flight = RequestFlight(ticket, server, at: now)
        if server.isDown {
            agenda.enter(.end(request, .unreachable), at: now + server.latency * 2)
        } else {
            flight.requestReady(at: now)
            agenda.enter(.arrival(request), at: now + server.latency)
        }
        tickets[request] = ticket
        open[request] = flight
        run.sent += 1
        run.peakOpen = max(run.peakOpen, open.count)
    }

    private mutating func cancel(_ request: Int, _ departure: Departure) {
        guard open[request] != nil else { return }
        conclude(request) { $0.leave(.cancelled, departure, at: $1) }
        depart(request, departure == .reset ? .cut : .cancel)
    }

    private mutating func cutAll() {
        isCut = true
        for request in open.keys.sorted() {
            conclude(request) { $0.leave(.cut, at: $1) }
            depart(request, .cancel)
        }
    }

    private mutating func depart(_ request: Int, _ cause: ReleaseCause) {
        agenda.enter(.departure(request, cause), at: now + server.latency)
    }

    /// Ends a request that is in flight, once `end` has said how.
    private mutating func conclude(
        _ request: Int, _ end: (inout RequestFlight, MonotonicInstant) -> Void
    ) {
        guard var flight = open.removeValue(forKey: request) else { return }
        // A whole answer comes whole or not at all, which its end tells.
        if flight.ticket.mode == .streaming {
            flight.receive(service.sendings(of: request), by: now)
        }
        end(&flight, now)
        run.requests.append(flight.record)
        run.chunks += flight.chunks
        saw(flight.ticket, .ended(flight.record))
    }
}
