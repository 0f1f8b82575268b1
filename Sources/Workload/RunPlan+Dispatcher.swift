package import RunModel

extension RunPlan {
    /// What decides a worker's starts. `streams` is the most that this worker may have open.
    package func dispatcher(for share: WorkerShare, streams: Int) -> any Dispatcher {
        if let limits { return LimitsSession(limits) }
        let modes = ModeSequence(request.modes, share: share, seed: seed)
        let shape: any Dispatcher =
            load.isOpenLoop
            ? OpenLoop(load, modes: modes, maxStreams: streams, seed: seed)
            : ClosedLoop(load, modes: modes)
        return Governor(
            shape, tier: load.tier ?? TierPlan(name: "none"), share: share,
            isOpenLoop: load.isOpenLoop)
    }
}
