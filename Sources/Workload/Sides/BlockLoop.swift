package import RunModel
internal import Statistics

/// An ordinary loop as one block of a run: moved in time to the block's beginning, and in its numbers to the
/// block's own.
///
/// Both blocks of a pair have the same seed and the same prompts, so that what is asked of the two sides, in
/// which order and when, differs in nothing but the side.
package struct BlockLoop: Dispatcher {
    private var loop: any Dispatcher
    private let place: BlockPlace
    private let begin: Duration
    private let firstRequest: Int
    private let firstPrompt: Int
    /// Of the side that one class is not sent: the classes, and that one's name.
    private let leftOut: (mix: RequestMix, name: String)?

    private static let purpose: UInt64 = 6

    /// One worker's share of the block. `streams` is the most it may have open.
    ///
    /// - Precondition: the plan has two sides and ends by number.
    package init(
        _ plan: RunPlan, _ place: BlockPlace, at begin: Duration, share: WorkerShare, streams: Int
    ) {
        guard let requests = plan.requestsInBlock else {
            preconditionFailure("a block ends by number")
        }
        self.place = place
        self.begin = begin
        leftOut =
            place.target == 0
            ? nil
            : (plan.against?.without).flatMap { name in
                // A plan is looked at before it is run.
                ((try? RequestMix(plan.request, seed: plan.seed)) ?? nil).map { ($0, name) }
            }
        var load = plan.load
        load.requests = requests
        load.rounds = 1
        var generator = SeededGenerator(
            seed: load.arrivalSeed ?? plan.seed, purpose: Self.purpose, index: UInt64(place.pair))
        let seed = generator.next()
        let modes = ModeSequence(plan.request.modes, share: share, seed: seed)
        loop =
            load.isOpenLoop
            ? OpenLoop(load, modes: modes, maxStreams: streams, seed: seed)
            : ClosedLoop(load, modes: modes)
        // Workers take turns, so the last of them may leave as many numbers unused as there are others.
        let groups = [requests, load.warmupRequests ?? 0].reduce(share.count - 1) {
            $0 + ($1 + modes.group - 1) / modes.group
        }
        firstPrompt = place.pair * groups
        firstRequest = place.index * groups * modes.group
    }

    package mutating func next(elapsed: Duration, open: Int) -> Dispatch {
        while true {
            let answer = loop.next(elapsed: elapsed - begin, open: open)
            switch answer {
            case .start(let ticket):
                let ticket = moved(ticket)
                // Its place in the schedule stays, so that the others come when they come beside it.
                if let leftOut, leftOut.mix.name(of: ticket.prompt) == leftOut.name { continue }
                return .start(ticket)
            case .wait(let until): return .wait(until: until + begin)
            case .cancel, .waitForEnd, .finished: return answer
            }
        }
    }

    package mutating func skip(before elapsed: Duration, completesPair: Bool) -> Int {
        loop.skip(before: elapsed - begin, completesPair: completesPair)
    }

    package var delayedStarts: Int { loop.delayedStarts }
    package var plannedEnd: Duration? { loop.plannedEnd.map { $0 + begin } }

    private func moved(_ ticket: Ticket) -> Ticket {
        var ticket = ticket
        ticket.request += firstRequest
        ticket.pair = ticket.pair.map { $0 + firstRequest }
        ticket.prompt += firstPrompt
        ticket.target = place.target
        ticket.round = place.index
        ticket.scheduled += begin
        return ticket
    }
}
