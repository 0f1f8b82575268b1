package import RunModel

/// How many streams a machine can open to a plan's targets at a time, by each thing that bounds them.
package struct StreamRoom: Sendable, Equatable {
    /// What a stream takes of a machine.
    package struct Need: Sendable, Equatable {
        package var descriptors = 1
        /// Pairs of a local address and a target's host and port: each has all local ports to itself. Nil where a stream takes
        /// no port of its own.
        package var places: Int? = 1

        package init() {}

        /// A stream to an emulator in this process takes two descriptors, one at each end. Connections to the side that
        /// rests are kept, and those to a front end whose turn it is not, up to as many again as there are streams.
        package init(_ plan: RunPlan, isEmulated: Bool) {
            let sides = plan.against == nil ? min(plan.target.frontEnds, 2) : 2
            descriptors = (isEmulated ? 2 : 1) * sides
            let isShared = plan.connection.usesHTTP2 && !plan.connection.isFresh
            let takesPort = plan.target.unixSocket == nil && !isShared
            places =
                takesPort
                ? plan.target.places * max(1, plan.connection.sourceAddresses.count) : nil
        }
    }

    /// Each nil where nothing of it bounds them, or it is not known.
    package var descriptors: Int?
    package var localPorts: Int?
    package var memory: Int?
    /// About how many the processors carry at `chunksPerSecond` each; more are measured too, and the client is late then.
    package var processors: Int?

    /// Descriptors that are not streams: epoll sets, files, pipes, libraries.
    package static let spareDescriptors = 128
    /// What a stream over http:// takes with its share of the report: docs/benchmarks.md, *memory*, 19.8 KiB.
    package static let bytesPerStream = 20 << 10
    /// What a chunk takes of a processor: docs/benchmarks.md, *cpu*, 9.5 to 9.7 us.
    package static let chunkCost = Duration.microseconds(10)
    package static let chunksPerSecond = 50
    /// The share of a processor beyond which a client is late (docs/cluster.md).
    private static let mostLoad = 0.7

    /// - Parameters:
    ///   - need: What a stream takes.
    ///   - hardDescriptors: Up to where a process may raise its limit.
    ///   - ports: How many local ports there are; nil where the kernel does not say.
    ///   - memoryLeft: Bytes; nil where the kernel does not say.
    ///   - processors: How many this process may use; nil where nobody asks.
    package init(
        _ need: Need, hardDescriptors: Int, ports: Int?, memoryLeft: Int?,
        processors: Double? = nil
    ) {
        descriptors = max(0, (hardDescriptors - Self.spareDescriptors) / need.descriptors)
        if let ports, let places = need.places {
            localPorts = ports.multipliedReportingOverflow(by: places).partialValue
        }
        memory = memoryLeft.map { $0 / Self.bytesPerStream }
        let each = Self.chunkCost.seconds * Double(Self.chunksPerSecond)
        self.processors = processors.map { Int(($0 * Self.mostLoad / each).rounded()) }
    }

    /// What bounds streams for good.
    package enum Bound: Sendable, Equatable {
        case descriptors
        case localPorts
        case memory
    }

    /// The bound that is met first, and at how many streams.
    package var least: (bound: Bound, streams: Int)? {
        [(Bound.descriptors, descriptors), (.localPorts, localPorts), (.memory, memory)]
            .compactMap { bound, streams in streams.map { (bound, $0) } }
            .min { $0.1 < $1.1 }
    }
}
