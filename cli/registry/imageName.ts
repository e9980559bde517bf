/** An image by its digest, taken apart. */
export interface ImageParts {
  host: string;
  repository: string;
  digest: string;
}

/** Without a registry in front, an image is Docker Hub's, as Docker takes it. */
export function partsOf(image: string): ImageParts {
  const [name = "", digest = ""] = image.split("@");
  const [first = "", ...rest] = name.split("/");
  if (rest.length > 0 && /[.:]|^localhost$/.test(first) && first !== "docker.io") {
    return { host: first, repository: rest.join("/"), digest };
  }
  const repository = first === "docker.io" ? rest.join("/") : name;
  const hub = repository.includes("/") ? repository : `library/${repository}`;
  return { host: "registry-1.docker.io", repository: hub, digest };
}
