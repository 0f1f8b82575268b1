// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled alike: Swift 6 language mode, explicit existentials and imports,
/// and a warning is an error.
let flags: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// Exclusive access is checked at run time in debug builds and tests. In release builds the checks were
/// a tenth of the instructions of a chunk (docs/decisions/exclusivity.md).
let releaseFlags: [SwiftSetting] = [
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

/// Whole days of limits are played in virtual time by tests: what computes there is optimised in debug
/// builds too (docs/decisions/test-parts.md).
let computing: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// Nothing loads a release binary as a library: without the table of its symbols it is 2.2 MB smaller
/// (docs/decisions/binary-size.md).
let smallerBinary: [LinkerSetting] = [
    .unsafeFlags(["-Xlinker", "--no-export-dynamic"], .when(configuration: .release))
]

/// A target of the layout in docs/architecture.md; what it may import is what stands here.
func module(
    _ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies,
        swiftSettings: flags + releaseFlags + settings)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [],
    settings: [SwiftSetting] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: exclude,
        swiftSettings: flags + settings)
}

let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let arguments: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let yams: Target.Dependency = "Yams"
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
]

let package = Package(
    name: "streamgauge",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        // Row 0: values, maths, bytes, C headers.
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CEvents", cSettings: [.treatAllWarnings(as: .error)]),
        .target(name: "CEmptyICU", cSettings: [.treatAllWarnings(as: .error)]),
        module("RunModel", [histogram], settings: computing),
        module("Statistics", [], settings: computing),
        module("Wire", []),
        // Row 1: what to send and when, and waiting for descriptors.
        module(
            "Workload", ["RunModel", "Statistics", "Wire", heap, deque], settings: computing),
        module("Reactor", ["CEvents", "RunModel", heap]),
        // Row 2: judging records and keeping them, and moving bytes.
        module("Analysis", ["RunModel", "Statistics", histogram], settings: computing),
        module("RecordStore", ["RunModel", "CZlib", histogram]),
        module("Transport", ["CCurl", "Reactor", "RunModel"]),
        // Row 3: what a user can see.
        module("Reporting", ["Analysis", "RunModel", mustache]),
        module(
            "History", ["Analysis", "RecordStore", "RunModel", "Statistics"], settings: computing),
        module(
            "Engine",
            ["Transport", "Reactor", "Wire", "Workload", "RecordStore", "RunModel", histogram]),
        module("Cluster", ["RunModel", "RecordStore", "CCrypto"] + nio.dropLast()),
        module(
            "Emulator", ["Statistics", "RunModel", heap, histogram, logging] + nio,
            settings: computing),
        module("Live", ["Reporting", "Analysis", "RunModel"] + nio),
        // Row 4: commands only.
        .executableTarget(
            name: "streamgauge",
            dependencies: [
                "Engine", "Emulator", "Cluster", "Live", "Reporting", "History", "Analysis",
                "RecordStore", "Workload", "RunModel", "Statistics", "CEmptyICU", arguments,
                logging, yams,
            ],
            swiftSettings: flags, linkerSettings: smallerBinary),

        .target(
            name: "SyntheticRuns", dependencies: ["Analysis", "RunModel", "Statistics", histogram],
            path: "Tests/SyntheticRuns", swiftSettings: flags + computing),
        // Support for other tests, as a test target: it needs the internals of a debug build, and a
        // release build leaves it out.
        tests(
            "VirtualServer",
            [
                "Emulator", "Engine", "Transport", "Wire", "Workload", "RunModel", "Statistics",
                heap,
            ],
            settings: computing),
        tests("RunModelTests", ["RunModel", histogram]),
        tests("StatisticsTests", ["Statistics"]),
        tests("WireTests", ["Wire"]),
        tests("WorkloadTests", ["Workload", "RunModel"]),
        tests("TransportTests", ["Transport", "Reactor", "RunModel"]),
        tests("EngineTests", ["Engine", "Reactor", "RecordStore", "RunModel", "Wire"]),
        tests("ReactorTests", ["Reactor", "RunModel"]),
        tests("AnalysisTests", ["Analysis", "SyntheticRuns", "RunModel", "Statistics", histogram]),
        tests("RecordStoreTests", ["RecordStore", "RunModel", histogram]),
        tests(
            "ReportingTests",
            ["Reporting", "Analysis", "SyntheticRuns", "RunModel", "Statistics"],
            exclude: ["Golden"]),
        tests(
            "HistoryTests",
            ["History", "Analysis", "RecordStore", "RunModel", "Statistics", "SyntheticRuns"],
            exclude: ["Foreign"]),
        tests("ClusterTests", ["Cluster", "RecordStore", "RunModel"]),
        tests("LiveTests", ["Live"] + nio.suffix(1)),
        tests("EmulatorTests", ["Emulator", "RunModel", "Statistics"]),
        tests(
            "VirtualServerTests",
            ["VirtualServer", "Emulator", "Workload", "RunModel"]),
        tests(
            "LimitsTests",
            ["VirtualServer", "Emulator", "Analysis", "Workload", "RunModel", "Statistics"]),
        tests(
            "CapacityTests",
            ["Emulator", "Analysis", "SyntheticRuns", "RunModel", "Statistics"],
            settings: computing),
        tests("ArchitectureTests", []),
        tests(
            "EndToEndTests",
            [
                "streamgauge", "Engine", "Emulator", "Reporting", "History", "Analysis",
                "RecordStore", "Statistics", "Workload", "RunModel", "SyntheticRuns",
            ],
            exclude: ["Peers"]),
    ]
)

// Benchmarks of the hot path, which users never resolve or build: scripts/bench sets the variable.
if Context.environment["STREAMGAUGE_BENCHMARKS"] != nil {
    package.dependencies.append(
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []))
    package.targets += [
        .target(
            name: "SyntheticStreams", dependencies: ["Wire"], path: "Benchmarks/SyntheticStreams",
            swiftSettings: flags),
        .executableTarget(
            name: "DecodeLoop", dependencies: ["SyntheticStreams", "Wire"],
            path: "Benchmarks/DecodeLoop", swiftSettings: flags),
        .executableTarget(
            name: "CompareSides",
            dependencies: ["Analysis", "SyntheticRuns", "RunModel", "Statistics"],
            path: "Benchmarks/CompareSides", swiftSettings: flags),
        .executableTarget(
            name: "GateHistories",
            dependencies: ["History", "Analysis", "RunModel", "Statistics"],
            path: "Benchmarks/GateHistories", swiftSettings: flags),
        .executableTarget(
            name: "HotPath",
            dependencies: [
                "SyntheticStreams", "Wire", "RunModel", histogram,
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/HotPath", swiftSettings: flags,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ]
}

// What tells the truth to measurements over sockets, of our own modules alone.
if Context.environment["STREAMGAUGE_SIMULATIONS"] != nil {
    package.targets.append(
        .executableTarget(
            name: "CapacityTruth", dependencies: ["Emulator", "RunModel", "Statistics"],
            path: "Benchmarks/CapacityTruth", swiftSettings: flags))
}
