import ArgumentParser

/// A command that measures. It has the groups of its options itself, and not in a group of groups: in a debug build the
/// parser checks a group five times for each group around it (swift-argument-parser, `ArgumentSet.init`), which cost
/// seconds a start.
protocol MeasuringCommand: AsyncParsableCommand {
    var planFile: String? { get }
    var target: TargetOptions { get }
    var request: RequestOptions { get }
    var load: LoadOptions { get }
    var shape: LoadShapeOptions { get }
    var timeouts: TimeoutOptions { get }
    var place: RunFolderOptions { get }
    var output: OutputOptions { get }
    var format: FormatOptions { get }
    var live: LiveOptions { get }
    /// Of a command whose requests may be turns of conversations.
    var conversationOptions: ConversationOptions? { get }
    /// Of a command that runs in shards.
    var shardOptions: ShardOptions? { get }
    /// Of a command whose requests may differ from each other.
    var workOptions: WorkOptions? { get }
}

extension MeasuringCommand {
    var options: MeasureOptions {
        MeasureOptions(
            planFile: planFile, target: target, request: request, load: load, shape: shape,
            timeouts: timeouts, place: place, output: output, format: format, live: live,
            conversations: conversationOptions, shards: shardOptions, work: workOptions)
    }

    var conversationOptions: ConversationOptions? { nil }
    var shardOptions: ShardOptions? { nil }
    var workOptions: WorkOptions? { nil }
}

/// A command that measures two sides, for the same reason.
protocol SidesCommand: MeasuringCommand {
    var against: AgainstOptions { get }
    var judging: JudgingOptions { get }
}

extension SidesCommand {
    var sides: SidesOptions { SidesOptions(options: options, against: against, judging: judging) }
}

/// A command that verifies limits, for the same reason.
protocol LimitingCommand: AsyncParsableCommand {
    var limits: LimitsOptions { get }
    var callers: CallerOptions { get }
    var target: TargetOptions { get }
    var request: ProbeOptions { get }
    var price: PriceOptions { get }
    var place: RunFolderOptions { get }
    var output: RecordOptions { get }
    var format: FormatOptions { get }
}

extension LimitingCommand {
    var options: LimitsRunOptions {
        LimitsRunOptions(
            limits: limits, callers: callers, target: target, request: request, price: price,
            place: place, output: output, format: format)
    }
}
