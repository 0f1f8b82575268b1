internal import Glibc
package import RunModel
internal import Workload

/// Looks before the run whether the machine can carry it.
package struct Preflight: Sendable {
    /// The most streams that this process will have open at a time to one side.
    package private(set) var streams: Int
    package private(set) var workers: Int

    /// Streams that one worker carries with ease: at 50 chunks a second each, some tenths of a core.
    private static let streamsPerWorker = 500

    /// Whether there may be twice as many connections as streams.
    private let hasFrontEnds: Bool

    /// Raises the soft limit of descriptors where that is needed and allowed.
    ///
    /// `memoryLeft` is what programs may still take, in bytes; nil where it is not to be looked at.
    ///
    /// `rate` is what a trace brings a second, of all shards.
    ///
    /// - Throws: `PreflightError`, which says what to change.
    package init(
        _ plan: RunPlan, isEmulated: Bool, shard: Shard = Shard(), rate: Double? = nil,
        memoryLeft: Int? = nil
    ) throws(PreflightError) {
        hasFrontEnds = plan.target.frontEnds > 1
        let hard = MachineLimits.descriptors().hard
        let need = StreamRoom.Need(plan, isEmulated: isEmulated)
        let room = StreamRoom(
            need, hardDescriptors: hard, ports: MachineLimits.localPorts(), memoryLeft: memoryLeft)
        let asked =
            plan.load.isOpenLoop
            ? plan.load.maxStreams.map(shard.part) : shard.part(of: plan.load.concurrency)
        if let asked { try Self.check(asked, room, need, hard: hard) }
        // An open loop without a bound opens what the system allows, and no more.
        streams = asked ?? [room.descriptors, room.localPorts].compactMap { $0 }.min() ?? 0
        guard streams > 0 else {
            throw PreflightError(
                "this system's \(hard) descriptors allow no stream; raise 'ulimit -Hn'")
        }
        try Self.raiseDescriptors(
            to: streams * need.descriptors + StreamRoom.spareDescriptors)
        let rate = Int(min(plan.load.rate ?? rate ?? 1, 1e6)) / shard.count
        let carried = plan.load.isOpenLoop ? min(streams, max(1, rate) * 2) : streams
        let wanted =
            (carried * plan.sidesAtOnce + Self.streamsPerWorker - 1) / Self.streamsPerWorker
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        workers = plan.load.workers ?? min(cores, max(1, wanted))
        workers = max(1, min(workers, streams))
    }

    func streams(ofWorker index: Int) -> Int {
        WorkerShare(index: index, count: workers).part(of: streams)
    }

    /// The most connections of a worker of a run with several front ends.
    func connections(ofWorker index: Int) -> Int {
        streams(ofWorker: index) * (hasFrontEnds ? 2 : 1)
    }

    private static func check(
        _ streams: Int, _ room: StreamRoom, _ need: StreamRoom.Need, hard: Int
    ) throws(PreflightError) {
        guard let least = room.least, least.streams < streams else { return }
        let lower = "lower --concurrency or --max-streams"
        let sentence =
            switch least.bound {
            case .descriptors:
                "\(streams) streams are more than the \(least.streams) that this system's \(hard) "
                    + "descriptors allow; \(lower), or raise 'ulimit -Hn'"
            case .localPorts:
                "\(streams) streams to \(need.places == 1 ? "one address" : "so few addresses") need as many local "
                    + "ports and \(MachineLimits.portRangeFile) allows \(least.streams); \(lower), widen "
                    + "net.ipv4.ip_local_port_range, or give --source-address or --base-url more than once"
            case .memory:
                "\(streams) streams take about \((streams * StreamRoom.bytesPerStream) >> 20) MiB and this system has room "
                    + "for \(least.streams); \(lower), or add memory or machines (docs/cluster.md)"
            }
        throw PreflightError(sentence)
    }

    private static func raiseDescriptors(to needed: Int) throws(PreflightError) {
        let (soft, hard) = MachineLimits.descriptors()
        guard soft < needed else { return }
        var limits = rlimit(rlim_cur: rlim_t(needed), rlim_max: rlim_t(hard))
        guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else {
            throw PreflightError(
                "\(needed) descriptors are needed and only \(soft) allowed; run 'ulimit -n \(needed)' "
                    + "first")
        }
    }
}

/// The run cannot start on this machine as planned; one sentence with the fix.
package struct PreflightError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
