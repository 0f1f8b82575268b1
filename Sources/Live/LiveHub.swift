internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// How many pages listen, for whoever asks from another thread.
final class ListenerCount: Sendable {
    private let count = Atomic<Int>(0)

    var value: Int { count.load(ordering: .relaxed) }

    fileprivate func set(_ pages: Int) { count.store(pages, ordering: .relaxed) }
}

/// The pages that listen, and what they are sent. Belongs to the server's one loop.
final class LiveHub {
    /// Pages that may listen at a time.
    static let mostPages = 16
    /// Connections, with those that ask for something once.
    static let mostConnections = 64
    /// A page that has taken nothing for so long is gone, or hostile.
    static let longestStall = TimeAmount.seconds(30)

    /// A page's stream of events.
    final class Page {
        fileprivate let channel: any Channel
        fileprivate var queue = EventQueue<ByteBuffer>()
        fileprivate var writingSince = NIODeadline.now()

        init(_ channel: any Channel) {
            self.channel = channel
        }
    }

    let loop: any EventLoop
    var connections = 0
    /// The page that the live one gives way to.
    var report: ByteBuffer?
    /// Whole answers with the report that have gone out.
    var reportsSent = 0
    private(set) var pages: [Page] = [] {
        didSet { listeners.set(pages.count) }
    }
    private let listeners: ListenerCount
    private var latest: ByteBuffer?

    init(loop: any EventLoop, _ listeners: ListenerCount) {
        self.loop = loop
        self.listeners = listeners
    }

    var hasRoom: Bool { pages.count < Self.mostPages }

    /// Lets a page listen, whose head is answered already.
    func open(_ channel: any Channel) -> Page {
        let page = Page(channel)
        pages.append(page)
        if let latest { offer(latest, to: page) }
        return page
    }

    func close(_ page: Page) { pages.removeAll { $0 === page } }

    /// Sends an event to every page that keeps up.
    func publish(_ event: ByteBuffer) {
        latest = event
        for page in pages {
            let isStuck =
                page.queue.isWriting && NIODeadline.now() - page.writingSince > Self.longestStall
            if isStuck {
                page.channel.close(promise: nil)
            } else {
                offer(event, to: page)
            }
        }
    }

    /// Ends the streams of those that listen still, as HTTP has it (RFC 9112, 7.1); of one whose last event has not gone out yet
    /// the connection just breaks off.
    func end() {
        for page in pages where !page.queue.isWriting {
            page.channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
        }
    }

    private func offer(_ event: ByteBuffer, to page: Page) {
        guard let now = page.queue.offer(event) else { return }
        write(now, to: page)
    }

    private func write(_ event: ByteBuffer, to page: Page) {
        page.writingSince = .now()
        let sent = page.channel.writeAndFlush(LiveHandler.part(event))
        let bound = NIOLoopBound((hub: self, page: page), eventLoop: loop)
        sent.whenComplete { result in
            let (hub, page) = bound.value
            guard case .success = result else { return hub.close(page) }
            if let next = page.queue.written() { hub.write(next, to: page) }
        }
    }
}
