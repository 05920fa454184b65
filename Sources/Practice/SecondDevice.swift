public import Counseling
public import Cryptography
import Foundation
import Glibc
public import RecordRoom

// A person's keys on another computer of theirs. Three steps, each of which can be cut short at any moment and made again.
extension PracticeFolder {
    /// The one-time key of a computer that asked, until the keys arrived.
    public func receivingFile(_ shortName: String) -> String { "\(keys)/\(shortName).receiving" }
    /// The people for whose keys a request waits on this computer, by short name.
    public func awaitedDevices() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: keys)) ?? []
        return names.filter { $0.hasSuffix(".receiving") }.map { String($0.dropLast(".receiving".count)) }.sorted()
    }
    /// What is carried to the computer that has the keys.
    public func deviceRequestFile(_ shortName: String) -> String { "\(keys)/\(shortName).device" }
    /// What is carried back.
    public func transferFile(_ shortName: String) -> String { "\(keys)/\(shortName).transfer" }
}

extension OpenPractice {
    /// On the new computer: makes a one-time key and the request that bears its public half.
    /// - Parameters:
    ///   - setsAside: whether an identity that lies here is put aside once the keys arrive
    ///   - request: where the request is written
    /// - Returns: the request's identifier, and the code's places in the word list
    public static func askForKeys(
        _ folder: PracticeFolder, shortName: ShortName, name: DeviceName?, setsAside: Bool,
        passphrase: borrowing SecretBytes, workFactor: Int, request: String
    ) throws -> (id: Identifier<Device>, code: [Int]) {
        let receiver = try DeviceReceiver(
            for: shortName, in: try store(folder), name: name, setsAside: setsAside, now: .now)
        let sealed = try receiver.file(passphrase: passphrase, log2N: workFactor)
        try WholeFile.makeFolder(folder.keys)
        // The key first: after a kill in between a request lies there whose words nobody was told.
        try WholeFile.write(sealed, to: folder.receivingFile(shortName.text), replacing: true)
        try WholeFile.write(receiver.request, to: request, mode: 0o644, replacing: true)
        return (receiver.id, try receiver.code())
    }

    /// On the computer that has the keys: the entry first, the state seen signed, and only then the transfer is sealed and written.
    /// - Parameters:
    ///   - proof: the last words of the code
    ///   - path: where the transfer is written
    public func allow(_ asking: DeviceAsking, proof: [Int], to path: String) throws {
        let deposit = try room.visit(for: AllowingDevice.self, about: .device(asking.id)) { try $0.allow(asking) }
        remember(waiting: deposit)
        // The new computer begins with what this one has seen, the entry that was just made included.
        try room.leave()
        guard let pin = try PinFolder(folder: folder.pins).load(practice: id, person: identity.person.hex) else {
            throw RoomError.internalFault("pin")
        }
        let transfer = try identity.transfer(
            to: asking, pin: pin, station: try? WholeFile.read(folder.stationFile, limit: 4096), proof: proof)
        try WholeFile.write(transfer, to: path, replacing: true)
    }

    /// Says that a computer of the person's is lost.
    public func loseDevice(_ device: Identifier<Device>) throws {
        let deposit = try room.visit(for: LosingDevice.self, about: .device(device)) { try $0.lose() }
        remember(told: deposit)
    }

    /// What became of the keys on the new computer.
    public struct Arrival {
        public let practice: OpenPractice
        public let device: Identifier<Device>
        /// Whether an identity that lay here was put aside.
        public let setAside: Bool
    }

    /// On the new computer: opens the transfer, notes what the other computer saw, says in the audit trail that the keys arrived, and
    /// makes the identity file.
    /// - Throws: `FileFault.missing` where no key waits here, `FileFault.exists` where an identity lies here that is another
    public static func finishDevice(
        _ folder: PracticeFolder, shortName: ShortName, transfer: String, passphrase: borrowing SecretBytes,
        workFactor: Int
    ) throws -> Arrival {
        let waiting = folder.receivingFile(shortName.text)
        let receiver = try DeviceReceiver(
            opening: try WholeFile.read(waiting, limit: 65_536), passphrase: passphrase)
        guard receiver.shortName == shortName.text else { throw RoomError.unusableFile(.otherName) }
        let arrived = try receiver.open(try WholeFile.read(transfer, limit: 1 << 20, waiting: true))
        let path = folder.identityFile(shortName.text)
        let standing = try identityStanding(path, arrived.identity, passphrase: passphrase)
        if standing == .other, !receiver.setsAside { throw FileFault.exists(path) }
        let sealed =
            standing == .same ? nil : try arrived.identity.file(passphrase: passphrase, log2N: workFactor)
        let practice = try enter(folder, arrived, as: shortName)
        // The trail knows of the computer before anything can be opened with what lies on it.
        let deposit = try practice.room.visit(for: UsingDevice.self, about: .device(arrived.device)) { try $0.use() }
        practice.remember(told: deposit)
        // Whoever sits here knows of this computer.
        for noted in try practice.room.deviceStanding().own where noted.event.device == arrived.device {
            practice.remember(told: noted.deposit)
        }
        if let sealed {
            if standing == .other { try keepFormer(shortName.text, in: folder) }
            try WholeFile.write(sealed, to: path, replacing: standing == .other)
        }
        if let station = arrived.station { try keepStation(station, in: folder) }
        // First what could open the transfer, wherever copies of that are.
        for done in [waiting, folder.deviceRequestFile(shortName.text), transfer] { unlink(done) }
        if standing == .other { _ = try Agent.lock([shortName], in: folder) }
        return Arrival(practice: practice, device: arrived.device, setAside: standing == .other)
    }

    /// Enters under what the other computer saw, and remembers that here once the keys were found to be a member's: a practice file
    /// that was put back is noticed on this computer from the first moment on.
    private static func enter(_ folder: PracticeFolder, _ arrived: ArrivedKeys, as shortName: ShortName) throws
        -> OpenPractice
    {
        let pins = ArrivingPins(folder: PinFolder(folder: folder.pins), arrived: arrived)
        let usual = surroundings(folder)
        let room = try RecordRoom.enter(
            try store(folder), as: arrived.identity,
            surroundings: RoomSurroundings(
                now: usual.now, version: usual.version, pins: pins, station: usual.station), keepingHouse: false)
        guard try room.mayBeCalled(shortName) else { throw RoomError.device(.transferAltered) }
        try room.hold(against: arrived.pin)
        let practice = OpenPractice(room: room, folder: folder, identity: arrived.identity)
        try pins.folder.update(practice: practice.id, person: arrived.identity.person.hex) { standing in
            standing.map(arrived.knowsMore) ?? true ? arrived.pin : nil
        }
        return practice
    }

    private enum Standing { case none, same, other }

    /// What lies where the identity is to be: the same, where an attempt was cut short after it.
    private static func identityStanding(
        _ path: String, _ identity: UnlockedIdentity, passphrase: borrowing SecretBytes
    ) throws -> Standing {
        let bytes: [UInt8]
        do { bytes = try WholeFile.read(path, limit: 65_536) } catch FileFault.missing { return .none }
        let found = try? UnlockedIdentity(opening: bytes, passphrase: passphrase)
        return found?.publicDescription == identity.publicDescription ? .same : .other
    }

    /// A workstation that has a key keeps it.
    private static func keepStation(_ file: [UInt8], in folder: PracticeFolder) throws {
        do { try WholeFile.write(file, to: folder.stationFile, replacing: false) } catch FileFault.exists { return }
    }
}

/// The pins of a computer to which keys just came: where it has none of theirs, or one that knows less, the one that came counts.
private struct ArrivingPins: PinKeeping {
    let folder: PinFolder
    let arrived: ArrivedKeys

    func load(practice: String, person: String) throws -> [UInt8]? {
        let standing = try folder.load(practice: practice, person: person)
        return standing.map(arrived.knowsMore) ?? true ? arrived.pin : standing
    }

    func place(practice: String, person: String) -> String { folder.place(practice: practice, person: person) }

    func update(practice: String, person: String, _ body: ([UInt8]?) throws -> [UInt8]?) throws {
        try folder.update(practice: practice, person: person, body)
    }
}
