export interface Written {
  readonly name: string;
  readonly text?: string | Uint8Array;
  /** `0`: a file, `2`: a link, `5`: a folder. */
  readonly type?: string;
  readonly link?: string;
}

/** A tar with whatever names: those that no program would write too. */
export function tarOf(members: readonly Written[]): Buffer {
  const blocks = members.flatMap(({ name, text = "", type = "0", link = "" }) => {
    const header = Buffer.alloc(512);
    const content = Buffer.from(text);
    header.write(name, 0, 100);
    header.write("0000644\0", 100);
    header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write(
      `${Math.floor(Date.UTC(2024, 5, 1) / 1000)
        .toString(8)
        .padStart(11, "0")}\0`,
      136,
    );
    header.write(type, 156);
    header.write(link, 157, 100);
    header.write("ustar\u000000", 257);
    header.write("        ", 148);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
