internal import CEvents
internal import Glibc
package import RunModel

/// Waits on one thread for descriptors and deadlines, and calls whom they concern.
///
/// Level-triggered epoll. Not Sendable: everything but `WakeUp.signal` happens on the thread that
/// calls `run`.
package final class EventLoop {
    private let name: String
    private let epoll: Descriptor
    private let wakeUpDescriptor: Descriptor
    private var registrations: [Registration] = []
    private var deadlines: [any DeadlineSource] = []
    private var isStopped = false
    private var hasPreciseWait: Int32 = 1
    private var events = [streamgauge_event](repeating: .init(), count: 256)

    /// When no watched descriptor was readable: what is readable now came later. Zero before the first time.
    package private(set) var quietSince = MonotonicInstant(nanoseconds: 0)

    /// The look at all descriptors that is under way: a wait tells of so many at most.
    private var look: (begun: MonotonicInstant, batches: Int)?
    /// What could be read then has been delivered.
    private var seenUntil = MonotonicInstant(nanoseconds: 0)

    /// Called when all that one wait brought has been seen to.
    package var turnEnded: (() -> Void)?

    /// Signals `run` from another thread.
    package let wakeUp: WakeUp

    /// `name` is the thread's that will run it, at most 15 bytes.
    ///
    /// - Throws: `SystemCallError` when descriptors have run out.
    package init(name: String = "loop") throws(SystemCallError) {
        self.name = name
        epoll = Descriptor(try checked("epoll_create1", streamgauge_epoll_create()))
        wakeUpDescriptor = Descriptor(try checked("eventfd", streamgauge_eventfd()))
        wakeUp = WakeUp(descriptor: wakeUpDescriptor)
        try control(STREAMGAUGE_ADD, wakeUpDescriptor.number, .readable, generation: 0)
    }

    /// Asks `source` before every wait when it wants to be called.
    package func add(_ source: any DeadlineSource) {
        deadlines.append(source)
    }

    /// Sets what `handler` wants to hear of `descriptor`, from now on.
    ///
    /// - Throws: `SystemCallError` when the kernel refuses the descriptor.
    package func watch(
        _ descriptor: Int32, for interest: Readiness, _ handler: any DescriptorHandler
    ) throws(SystemCallError) {
        let index = Int(descriptor)
        while registrations.count <= index { registrations.append(Registration()) }
        registrations[index].handler = handler
        registrations[index].isWanted = true
        guard registrations[index].interest != interest else { return }
        let isNew = registrations[index].interest == nil
        try control(
            isNew ? STREAMGAUGE_ADD : STREAMGAUGE_MODIFY, descriptor, interest,
            generation: registrations[index].generation)
        registrations[index].interest = interest
    }

    /// Stops telling of `descriptor`, which stays in the kernel's set: a kept-alive connection is
    /// watched again soon, and the two system calls are saved. An event that nobody wants takes it out.
    package func pause(_ descriptor: Int32) {
        guard registrations.indices.contains(Int(descriptor)) else { return }
        registrations[Int(descriptor)].isWanted = false
    }

    /// Must be called before `descriptor` is closed. Events of it that this batch still holds are
    /// dropped, also if the number is given to another connection at once.
    package func forget(_ descriptor: Int32) {
        let index = Int(descriptor)
        guard registrations.indices.contains(index) else { return }
        if registrations[index].interest != nil { remove(descriptor) }
        registrations[index].generation &+= 1
        registrations[index].isWanted = false
        registrations[index].handler = nil
    }

    /// Lets go of all that it calls, which in turn may hold the loop. Call it when `run` has returned
    /// for the last time.
    package func close() {
        deadlines = []
        registrations = []
        wakeUp.action = nil
        turnEnded = nil
    }

    /// Ends `run` after the present batch.
    package func stop() {
        isStopped = true
    }

    /// Calls handlers and deadline sources until `stop`.
    ///
    /// - Throws: `SystemCallError` when waiting itself fails.
    package func run() throws(SystemCallError) {
        _ = streamgauge_prepare_thread(name)
        isStopped = false
        while !isStopped {
            runDueDeadlines()
            if isStopped { return }
            try dispatch(waiting: timeUntilNextDeadline())
            runSeenDeadlines()
            turnEnded?()
        }
    }

    private func runDueDeadlines() {
        for source in deadlines where !source.waitsForSockets {
            let now = MonotonicInstant.now()
            if let deadline = source.deadline, deadline <= now { source.deadlinePassed(at: now) }
        }
    }

    private func runSeenDeadlines() {
        for source in deadlines where source.waitsForSockets && !isStopped {
            if let deadline = source.deadline, deadline <= seenUntil {
                source.deadlinePassed(at: seenUntil)
            }
        }
    }

    /// In nanoseconds; -1 when nothing is planned.
    private func timeUntilNextDeadline() -> Int64 {
        var earliest: MonotonicInstant?
        for source in deadlines {
            guard let deadline = source.deadline else { continue }
            earliest = earliest.map { min($0, deadline) } ?? deadline
        }
        guard let earliest else { return -1 }
        return max(0, (earliest - .now()).nanoseconds)
    }

    private func dispatch(waiting nanoseconds: Int64) throws(SystemCallError) {
        // First a look, then the wait: a look that finds nothing tells when nothing was there. It costs a
        // system call where the thread would sleep, and none where it is busy.
        let asked = MonotonicInstant.now()
        var count = wait(0)
        if count == 0 {
            quietSince = asked
            if nanoseconds != 0 { count = wait(nanoseconds) }
        }
        if count < 0 {
            guard errno == EINTR else { throw SystemCallError("epoll_wait", errno) }
            return
        }
        for position in 0..<Int(count) where !isStopped {
            let event = events[position]
            let descriptor = Int32(truncatingIfNeeded: event.token & 0xFFFF_FFFF)
            if descriptor == wakeUpDescriptor.number {
                wakeUp.drain()
                wakeUp.action?()
                continue
            }
            deliver(
                Readiness(rawValue: event.flags), descriptor,
                generation: UInt32(event.token >> 32))
        }
        noteBatch(Int(count), askedAt: asked)
    }

    /// The kernel tells of ready descriptors in turn, so as many batches as could hold all have told of each.
    private func noteBatch(_ count: Int, askedAt asked: MonotonicInstant) {
        let begun = look?.begun ?? asked
        let batches = (look?.batches ?? 0) + 1
        if count < events.count || batches * events.count >= registrations.count {
            seenUntil = begun
            look = nil
        } else {
            look = (begun, batches)
        }
    }

    private func wait(_ nanoseconds: Int64) -> Int32 {
        events.withUnsafeMutableBufferPointer { buffer in
            streamgauge_epoll_wait(
                epoll.number, buffer.baseAddress, Int32(buffer.count), nanoseconds,
                &hasPreciseWait)
        }
    }

    private func deliver(_ readiness: Readiness, _ descriptor: Int32, generation: UInt32) {
        let registration = registrations[Int(descriptor)]
        guard registration.generation == generation else { return }
        guard registration.isWanted, let handler = registration.handler else {
            remove(descriptor)
            return
        }
        handler.descriptorReady(descriptor, readiness)
    }

    private func remove(_ descriptor: Int32) {
        _ = streamgauge_epoll_control(
            epoll.number, STREAMGAUGE_REMOVE, descriptor, 0, 0)
        registrations[Int(descriptor)].interest = nil
    }

    private func control(
        _ operation: streamgauge_operation, _ descriptor: Int32, _ interest: Readiness,
        generation: UInt32
    ) throws(SystemCallError) {
        let token = UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
        _ = try checked(
            "epoll_ctl",
            streamgauge_epoll_control(
                epoll.number, operation, descriptor, interest.rawValue, token))
    }
}

/// What the loop knows of one descriptor; its number is the index.
private struct Registration {
    /// Counts the connections that had this number, so that a late event of one is not taken for
    /// another's.
    var generation: UInt32 = 0
    /// What the kernel was asked for; nil when the descriptor is not in its set.
    var interest: Readiness?
    var isWanted = false
    var handler: (any DescriptorHandler)?
}
