import { isOpenStackError, OpenStackError } from '../core/errors.ts';

/** What can be wrong with what describes a cloud. */
export type ConfigProblem =
  | 'FileUnreadable'
  | 'FileMalformed'
  | 'NoFile'
  | 'CloudMissing'
  | 'CloudNotChosen'
  | 'CloudNameTaken'
  | 'RegionMissing'
  | 'AuthUrlMissing'
  | 'AuthUrlMalformed'
  | 'AuthTypeUnsupported'
  | 'UserMissing'
  | 'ProjectMissing'
  | 'CredentialMissing'
  | 'IdentityV2'
  | 'CertificateUnsupported'
  | 'ValueMalformed'
  | 'OpenrcUnreadable';

/** Where something stands that somebody has written. Lines count from 1. */
export interface Place {
  file?: string;
  line?: number;
}

/** `clouds.yaml:12`, the file alone, or nothing. */
export function placeText({ file, line }: Place): string {
  if (file === undefined) return line === undefined ? '' : `line ${line}`;
  return line === undefined ? file : `${file}:${line}`;
}

/** A cloud is described in a way that can't be followed. Its message is for people, and has no secret in it. */
export class CloudConfigError extends OpenStackError {
  readonly problem: ConfigProblem;
  readonly place: Place;

  /** @param sentence what is wrong and what to do, without the place */
  constructor(problem: ConfigProblem, sentence: string, place: Place = {}, cause?: unknown) {
    const where = placeText(place);
    super({ code: 'BadConfig', message: where ? `${sentence} (${where})` : sentence, wasSent: false, cause });
    this.problem = problem;
    this.place = place;
  }
}

export function isCloudConfigError(error: unknown): error is CloudConfigError {
  return isOpenStackError(error) && error.code === 'BadConfig' && 'problem' in error;
}

/** Something that doesn't hinder, and that whoever wrote the file may want to know. */
export interface Warning {
  text: string;
  place: Place;
}
