import CPlatform
import Cryptography
import Glibc

/// A connection to an agent, from the agent's side. Never waited for: what comes is taken, what is not there yet comes later.
final class AgentCaller {
    let descriptor: Int32
    private var head: [UInt8] = []
    private var operation: UInt8 = 0
    private var version: UInt8 = 0
    private var wanted = 0
    private var taken = 0
    /// A short argument, which may be secret.
    private var short: SecretBytes?
    /// A long one: a message to be signed, which is not. It grows as it comes; a length alone takes no memory.
    private var long: [UInt8] = []
    /// How much of a long argument is held.
    var held: Int { long.count }
    /// When the question began that is not whole yet.
    private(set) var began: AgentWatch.Reading?

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    enum Progress {
        case waiting, whole, gone
    }

    /// Takes what has come of one question, and not more.
    func take(at now: AgentWatch.Reading) -> Progress {
        if head.count < AgentFrame.headCount {
            var part = [UInt8](repeating: 0, count: AgentFrame.headCount - head.count)
            switch receive(&part) {
            case .none: return .waiting
            case .some(0): return .gone
            case .some(let count):
                head += part.prefix(count)
                if began == nil { began = now }
            }
            guard head.count == AgentFrame.headCount else { return .waiting }
            guard let parsed = AgentFrame.parse(head, longest: AgentFrame.longestArgument) else { return .gone }
            (version, operation, wanted) = (parsed.version, parsed.second, parsed.count)
            if wanted <= AgentFrame.longestSecret {
                guard let room = try? SecretBytes(zeroed: wanted) else { return .gone }
                short = consume room
            } else if operation != 1 {
                return .gone  // Only what is signed is long.
            }
        }
        return takeArgument()
    }

    private func takeArgument() -> Progress {
        guard taken < wanted else { return .whole }
        if wanted <= AgentFrame.longestSecret {
            let (descriptor, start) = (descriptor, taken)
            let count = short?.withUnsafeMutableBytes { bytes -> Int in
                recv(descriptor, bytes.baseAddress?.advanced(by: start), bytes.count - start, Int32(MSG_DONTWAIT))
            }
            guard let count, count != 0 else { return .gone }
            guard count > 0 else { return Self.isPassing(errno) ? .waiting : .gone }
            taken += count
        } else {
            var part = [UInt8](repeating: 0, count: min(wanted - taken, 1 << 20))
            switch receive(&part) {
            case .none: return .waiting
            case .some(0): return .gone
            case .some(let count):
                long += part.prefix(count)
                taken += count
            }
        }
        return taken == wanted ? .whole : .waiting
    }

    /// - Returns: nil where there is nothing yet, 0 at the end or a fault
    private func receive(_ bytes: inout [UInt8]) -> Int? {
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        if count >= 0 { return count }
        return Self.isPassing(errno) ? nil : 0
    }

    private static func isPassing(_ code: Int32) -> Bool { code == EAGAIN || code == EWOULDBLOCK || code == EINTR }

    /// Lends the whole question and makes room for the next.
    func question<Result>(_ body: (_ version: UInt8, _ operation: UInt8, UnsafeRawBufferPointer) -> Result) -> Result {
        defer {
            head = []
            (taken, wanted, began) = (0, 0, nil)
            short = nil
            long = []
        }
        let (version, operation) = (version, operation)
        if wanted > AgentFrame.longestSecret { return long.withUnsafeBytes { body(version, operation, $0) } }
        switch short {
        case .some(let bytes): return bytes.withUnsafeBytes { body(version, operation, $0) }
        case nil: return body(version, operation, UnsafeRawBufferPointer(start: nil, count: 0))
        }
    }

    /// Sends an answer, which fits into any socket's buffer.
    /// - Returns: false where the other side does not take it
    func answer(_ outcome: AgentFrame.Outcome, _ value: UnsafeRawBufferPointer) -> Bool {
        let head = AgentFrame.head(outcome.rawValue, count: value.count)
        let sent = head.withUnsafeBytes {
            platform_send_both(descriptor, $0.baseAddress, $0.count, value.baseAddress, value.count, false)
        }
        return sent == head.count + value.count
    }
}
