internal import Glibc
package import RunModel
internal import Workload

/// Looks before the run whether the machine can carry it.
package struct Preflight: Sendable {
    /// The most streams that this process will have open at a time to one side.
    package private(set) var streams: Int
    package private(set) var workers: Int

    /// Descriptors that are not streams: epoll sets, files, pipes, libraries.
    package static let spareDescriptors = 128
    /// Streams that one worker carries with ease: at 50 chunks a second each, some tenths of a core.
    private static let streamsPerWorker = 500

    /// Raises the soft limit of descriptors where that is needed and allowed.
    ///
    /// A stream to an emulator in this process takes two descriptors, one at each end.
    ///
    /// `rate` is what a trace brings a second, of all shards.
    ///
    /// - Throws: `PreflightError`, which says what to change.
    package init(
        _ plan: RunPlan, isEmulated: Bool, shard: Shard = Shard(), rate: Double? = nil
    ) throws(PreflightError) {
        // Connections to the side that rests are kept.
        let sides = plan.against == nil ? 1 : 2
        let perStream = (isEmulated ? 2 : 1) * sides
        let hard = MachineLimits.descriptors().hard
        let possible = max(0, (hard - Self.spareDescriptors) / perStream)
        streams =
            plan.load.isOpenLoop
            ? plan.load.maxStreams.map(shard.part) ?? possible
            : shard.part(of: plan.load.concurrency)
        guard streams <= possible else {
            throw PreflightError(
                "\(streams) streams are more than the \(possible) that this system's \(hard) "
                    + "descriptors allow; lower --concurrency or --max-streams, or raise 'ulimit -Hn'"
            )
        }
        let needed = streams * perStream + Self.spareDescriptors
        try Self.raiseDescriptors(to: needed)
        if plan.target.unixSocket == nil { try Self.checkPorts(for: streams) }
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

    /// Every connection to one address wants a local port of its own.
    private static func checkPorts(for streams: Int) throws(PreflightError) {
        let path = MachineLimits.portRangeFile
        guard let ports = MachineLimits.localPorts(), ports < streams else { return }
        throw PreflightError(
            "\(streams) streams to one address need as many local ports and \(path) allows "
                + "\(ports); lower --concurrency or --max-streams, or widen "
                + "net.ipv4.ip_local_port_range")
    }
}

/// The run cannot start on this machine as planned; one sentence with the fix.
package struct PreflightError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
