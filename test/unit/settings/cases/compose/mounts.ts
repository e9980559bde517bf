import { compose } from "../../fixture.ts";
import type { Case } from "../case.ts";

export const composeMountsCases: Case[] = [
  {
    rule: "compose.file",
    change: [compose, "services.app.volumes", ["./files/ap.conf:/etc/app.conf:ro"]],
    says: [
      [
        "compose/shop.yaml:8:9  services.app.volumes[0]",
        "`ap.conf` is not among the `files` of `shop` on `staging`.",
        "Fix: did you mean `app.conf`?",
      ],
    ],
  },
  {
    rule: "compose.file",
    change: [compose, "configs", { app: { file: "./files/nginx.conf" } }],
    says: [
      [
        "compose/shop.yaml:15:11  configs.app.file",
        "`nginx.conf` is not among the `files` of `shop` on `staging`.",
        "Fix: add `nginx.conf: <path in this repository>` to them.",
      ],
    ],
  },
  {
    // Two lie beside the compose file, one has the form of a file; the others are folders for data.
    rule: "compose.mount",
    change: [
      [
        compose,
        "services.app.volumes",
        [
          "./app.conf:/etc/app.conf:ro",
          "./nginx.conf:/etc/nginx/nginx.conf:ro",
          "./files/app.conf:/etc/other.conf",
          "./data:/data",
          "/etc/ssl/ca.pem:/ca.pem",
          { type: "bind", source: "./prod.yaml", target: "/etc/prod.yaml" },
        ],
      ],
      [compose, "configs", { page: { file: "./page.html" } }],
    ],
    says: [
      [
        "compose/shop.yaml:8:9  services.app.volumes[0]",
        'Warning: Nothing puts "./app.conf" on the server, where Docker would make an empty folder of that name.',
        "Fix: add `app.conf: compose/app.conf` to `files`, and take it from `./files/app.conf`.",
      ],
      [
        "compose/shop.yaml:9:9  services.app.volumes[1]",
        'Warning: Nothing puts "./nginx.conf" on the server, where Docker would make an empty folder of that name.',
        "Fix: add `nginx.conf: compose/nginx.conf` to `files`, and take it from `./files/nginx.conf`.",
      ],
      [
        "compose/shop.yaml:14:17  services.app.volumes[5].source",
        'Warning: Nothing puts "./prod.yaml" on the server, where Docker would make an empty folder of that name.',
        "Fix: add `prod.yaml: compose/prod.yaml` to `files`, and take it from `./files/prod.yaml`.",
      ],
      [
        "compose/shop.yaml:22:11  configs.page.file",
        'Warning: Nothing puts "./page.html" on the server.',
        "Fix: add `page.html: compose/page.html` to `files`, and take it from `./files/page.html`.",
      ],
    ],
  },
];
