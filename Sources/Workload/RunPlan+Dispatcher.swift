package import RunModel

extension RunPlan {
    /// What decides a worker's starts, within the rules that all workers of the run share. `streams` is the
    /// most that this worker may have open to one side; the gate is that of a run with two, the trace that of a replay, and the conversations are
    /// those of the plan.
    package func dispatcher(
        for share: WorkerShare, streams: Int, rules: RunRules, gate: BlockGate? = nil,
        trace: TraceSchedule? = nil, conversations: ConversationSchedule? = nil
    ) -> any Dispatcher {
        if let limits {
            return LimitsSession(
                limits, correction: rules.costCorrection, reading: rules.windowReader)
        }
        if let gate, let schedule = blockSchedule {
            return SideBlocks(
                self, schedule, share: share, streams: streams, rules: rules, gate: gate)
        }
        if let trace {
            let loop = TraceLoop(
                trace, load, mode: request.modes.modes[0], share: share, maxStreams: streams,
                targets: target.frontEnds, targetSeed: seed)
            return Governor(loop, rules: rules, tier: load.tier, share: share, isOpenLoop: true)
        }
        if let conversations {
            let loop = ConversationLoop(
                conversations, self, share: share, maxStreams: streams, targets: target.frontEnds)
            return Governor(
                loop, rules: rules, tier: load.tier, share: share, isOpenLoop: load.isOpenLoop)
        }
        let arrivalSeed = load.arrivalSeed ?? seed
        let modes = ModeSequence(
            request.modes, share: share, seed: arrivalSeed, targets: target.frontEnds,
            targetSeed: seed)
        let shape: any Dispatcher =
            load.isOpenLoop
            ? OpenLoop(load, modes: modes, maxStreams: streams, seed: arrivalSeed)
            : ClosedLoop(load, modes: modes)
        return Governor(
            shape, rules: rules, tier: load.tier, share: share, isOpenLoop: load.isOpenLoop)
    }
}
