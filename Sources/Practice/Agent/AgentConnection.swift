import CPlatform
public import Counseling
import Cryptography
import Foundation
import Glibc
public import RecordRoom

/// A connection to an agent, from a command's side.
public final class AgentConnection {
    /// An agent answers in microseconds; one that was stopped never does.
    private static let patience: Int32 = 3000

    private let line: AgentLine
    /// As it was when the connection was made.
    public let state: AgentState

    /// nil where nobody is there, or what is there is not an agent of this person and this version.
    init?(_ line: AgentLine) {
        guard
            let answer = try? line.ask(
                AgentFrame.Control.describe.rawValue, UnsafeRawBufferPointer(start: nil, count: 0)),
            let state = AgentState(parsing: answer.revealed())
        else { return nil }
        self.line = line
        self.state = state
    }

    /// The identity that the agent holds, for as long as it holds it.
    public func identity() throws(RoomError) -> UnlockedIdentity {
        let line = line
        return try UnlockedIdentity(inAgent: state.identity, keepsSessions: state.keepsSessions) {
            operation, argument throws(RoomError) in
            try line.ask(operation, argument)
        }
    }

    /// The agent of an identity in a folder; nil where it is locked, or the identity file is another one by now.
    public static func find(_ shortName: ShortName, in folder: PracticeFolder) -> AgentConnection? {
        guard let name = try? AgentFolder.name(of: shortName, in: folder),
            let digest = try? AgentPlace.digest(of: folder.identityFile(shortName.text))
        else { return nil }
        for place in AgentFolder.all(for: folder) {
            guard let line = AgentLine(name, in: place, patience: patience), let found = AgentConnection(line),
                found.state.file == digest, found.state.shortName == shortName.text,
                found.state.folder == AgentFolder.realPath(folder.path)
            else { continue }
            return found
        }
        return nil
    }

    /// Who is unlocked in a practice folder.
    /// - Parameter known: what an agent of this folder said of itself just now; it is not asked again
    public static func all(in folder: PracticeFolder, knowing known: AgentState? = nil) -> [AgentState] {
        folder.identities().compactMap { try? ShortName($0) }.compactMap { name in
            if let known, known.shortName == name.text { return known }
            return find(name, in: folder)?.state
        }
    }
}

/// A connected socket whose other end belongs to the same person.
final class AgentLine {
    private let descriptor: Int32
    /// The process that listens there, as the kernel knows it.
    let process: pid_t
    /// After a fault questions and answers would no longer belong together.
    private var isLost = false

    init?(_ name: String, in folder: AgentFolder, patience: Int32) {
        var made: Int32 = -1
        guard platform_socket_connect(folder.descriptor, AgentFolder.socket(name), patience, &made) == 0 else {
            return nil
        }
        var user = uid_t.max
        var process: pid_t = 0
        guard platform_peer(made, &user, &process) == 0, user == geteuid(), process > 0 else {
            close(made)
            return nil
        }
        descriptor = made
        self.process = process
    }

    deinit { close(descriptor) }

    /// - Throws: `.altered` where the agent says that the argument does not open; `.lockedMeanwhile` where it does not answer
    func ask(_ operation: UInt8, _ argument: UnsafeRawBufferPointer) throws(RoomError) -> SecretBytes {
        guard !isLost else { throw .lockedMeanwhile }
        isLost = true
        try transmit(AgentFrame.head(operation, count: argument.count), argument)
        var head = [UInt8](repeating: 0, count: AgentFrame.headCount)
        try head.withUnsafeMutableBufferPointer { bytes throws(RoomError) in
            try receive(UnsafeMutableRawBufferPointer(bytes))
        }
        guard let parsed = AgentFrame.parse(head, longest: AgentFrame.longestAnswer),
            parsed.version == AgentFrame.version, let outcome = AgentFrame.Outcome(rawValue: parsed.second)
        else { throw .lockedMeanwhile }
        var value = try room(parsed.count)
        try value.withUnsafeMutableBytes { bytes throws(RoomError) in try receive(bytes) }
        isLost = false
        switch outcome {
        case .done: return value
        case .altered: throw .altered
        case .refused, .otherVersion: throw .lockedMeanwhile
        }
    }

    private func room(_ count: Int) throws(RoomError) -> SecretBytes {
        do throws(CryptographyError) { return try SecretBytes(zeroed: count) } catch { throw .internalFault("memory") }
    }

    private func transmit(_ head: [UInt8], _ argument: UnsafeRawBufferPointer) throws(RoomError) {
        var sent = 0
        while sent < head.count + argument.count {
            let rest = UnsafeRawBufferPointer(rebasing: argument.dropFirst(max(0, sent - head.count)))
            let count = head.dropFirst(sent).withUnsafeBytes {
                platform_send_both(descriptor, $0.baseAddress, $0.count, rest.baseAddress, rest.count, true)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .lockedMeanwhile }
            sent += count
        }
    }

    private func receive(_ bytes: UnsafeMutableRawBufferPointer) throws(RoomError) {
        var got = 0
        while got < bytes.count {
            let count = recv(descriptor, bytes.baseAddress?.advanced(by: got), bytes.count - got, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .lockedMeanwhile }
            got += count
        }
    }

    /// Tells the agent to end. Whether it does shows by its lock.
    func lock() {
        _ = try? ask(AgentFrame.Control.lock.rawValue, UnsafeRawBufferPointer(start: nil, count: 0))
    }
}
