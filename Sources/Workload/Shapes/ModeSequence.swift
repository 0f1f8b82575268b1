package import RunModel
internal import Statistics

/// Numbers a worker's requests and says how each is asked.
///
/// Where both modes are asked for, requests 2p and 2p + 1 are the pair 2p: the same prompt streamed and
/// not, in an order drawn by the seed, so that a server which drifts or caches favours neither. A pair
/// stays with one worker, and its requests follow each other.
package struct ModeSequence: Sendable {
    private let choice: ModeChoice
    let share: WorkerShare
    private let seed: UInt64
    private let targets: TargetTurns

    private static let purpose: UInt64 = 4

    /// `targets` is between how many front ends units take turns, in the order that `targetSeed` draws.
    package init(
        _ choice: ModeChoice, share: WorkerShare, seed: UInt64, targets: Int = 1,
        targetSeed: UInt64 = 1
    ) {
        self.choice = choice
        self.targets = TargetTurns(count: targets, seed: targetSeed)
        self.share = share
        self.seed = seed
    }

    /// Requests that belong together.
    var group: Int { choice.requestsInGroup }

    /// The number, in the run, of this worker's request `position`, counted from 0.
    func request(_ position: Int) -> Int {
        (share.index + position / group * share.count) * group + position % group
    }

    func ticket(_ request: Int, _ place: PhasePlan.Place, scheduled: Duration) -> Ticket {
        let mode = mode(of: request)
        var ticket = Ticket(
            request: request, mode: mode.mode, prompt: request / group, pair: mode.pair,
            phase: place.phase, round: place.round, scheduled: scheduled)
        ticket.target = targets.target(of: request / group)
        return ticket
    }

    private func mode(of request: Int) -> (mode: ResponseMode, pair: Int?) {
        let modes = choice.modes
        guard group == 2 else { return (modes[0], nil) }
        let pair = request / 2 * 2
        var generator = SeededGenerator(seed: seed, purpose: Self.purpose, index: UInt64(pair))
        let isSwapped = generator.next() & 1 == 1
        return (modes[(request - pair) ^ (isSwapped ? 1 : 0)], pair)
    }
}
